package dev.microagent.codec;

import java.nio.ByteBuffer;

/** Computes one digest. Not thread-safe. */
public interface Digester {

  /** Adds the remaining bytes of a buffer, and consumes them. */
  void update(ByteBuffer bytes);

  /** Ends the computation; call it once. */
  Digest digest();
}
