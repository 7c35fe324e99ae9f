package dev.microagent.codec;

/** Gzip data inflated by the JDK. */
class JdkGzipTest extends GzipDecompressorTest {
  @Override
  Inflate inflate() {
    return new JdkInflate();
  }
}
