package dev.microagent.codec;

/** Digests by the JDK. */
class JdkDigesterTest extends DigesterTest {
  @Override
  Digester of(String algorithm) {
    return new MessageDigester(algorithm);
  }
}
