package dev.microagent.codec;

import org.junit.jupiter.api.BeforeAll;

/** Digests by libcrypto. */
class LibcryptoDigesterTest extends DigesterTest {

  @BeforeAll
  static void library() {
    Needs.libcrypto();
  }

  @Override
  Digester of(String algorithm) {
    return new LibcryptoDigester(algorithm);
  }
}
