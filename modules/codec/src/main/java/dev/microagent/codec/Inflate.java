package dev.microagent.codec;

import java.nio.ByteBuffer;

/**
 * Decodes raw deflate data (RFC 1951), one stream after the other. Holds native memory until it is
 * closed. Not thread-safe.
 */
interface Inflate extends AutoCloseable {

  /** Begins a stream. */
  void reset();

  /**
   * Decodes until the input is used up, the output is full, or the stream ends. A full output may
   * leave decoded bytes behind; the next call brings them, and has to go on in the same input.
   *
   * @param in a direct buffer; what is used of it is consumed, nothing behind the stream's end
   * @param out a direct buffer with room, takes the decoded bytes
   * @return whether the stream has ended, which may show only at the call after
   * @throws CodecException if the data are corrupt
   */
  boolean inflate(ByteBuffer in, ByteBuffer out) throws CodecException;

  /** Frees what it holds. Has no effect when called again. */
  @Override
  void close();
}
