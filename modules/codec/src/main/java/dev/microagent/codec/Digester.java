package dev.microagent.codec;

import java.nio.ByteBuffer;

/** Computes one digest. Not thread-safe. */
public interface Digester {

  /**
   * A digester that has seen nothing yet.
   *
   * @param algorithm {@code sha256} or {@code sha512}
   * @throws IllegalArgumentException if it is another
   */
  static Digester of(String algorithm) {
    return new MessageDigester(algorithm);
  }

  /** Adds the remaining bytes of a buffer, and consumes them. */
  void update(ByteBuffer bytes);

  /** Ends the computation; call it once. */
  Digest digest();
}
