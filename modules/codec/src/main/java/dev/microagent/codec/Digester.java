package dev.microagent.codec;

import java.nio.ByteBuffer;

/**
 * Computes one digest. May hold native memory until it is closed. Not thread-safe, but threads may
 * take turns.
 */
public interface Digester extends AutoCloseable {

  /**
   * A digester that has seen nothing yet.
   *
   * @param algorithm {@code sha256} or {@code sha512}
   * @throws IllegalArgumentException if it is another
   */
  static Digester of(String algorithm) {
    return Backends.newDigester(algorithm);
  }

  /** Adds the remaining bytes of a buffer, and consumes them. */
  void update(ByteBuffer bytes);

  /** Ends the computation; call it once. */
  Digest digest();

  /** Frees what it holds. Has no effect when called again. */
  @Override
  void close();
}
