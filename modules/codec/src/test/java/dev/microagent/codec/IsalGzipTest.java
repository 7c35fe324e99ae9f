package dev.microagent.codec;

import org.junit.jupiter.api.BeforeAll;

/** Gzip data inflated by ISA-L. */
class IsalGzipTest extends GzipDecompressorTest {

  @BeforeAll
  static void library() {
    Needs.isal();
  }

  @Override
  Inflate inflate() {
    return new IsalInflate();
  }
}
