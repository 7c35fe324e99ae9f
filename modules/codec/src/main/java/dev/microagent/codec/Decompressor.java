package dev.microagent.codec;

import java.nio.ByteBuffer;

/**
 * Decodes one stream of compressed bytes, piece by piece. Feed it every byte with {@link #decode},
 * then ask with {@link #end} whether the stream may end there: only then is it known to be whole.
 *
 * <p>Holds native memory until it is closed. Not thread-safe.
 */
public interface Decompressor extends AutoCloseable {

  /**
   * Decodes until the output is full, or the input is used up and everything that follows from it
   * has been written. While it leaves no room in the output, call it again with an emptied one and
   * the same input before bringing more; the input may be without remaining bytes then.
   *
   * @param in compressed bytes, a direct buffer; what is used of it is consumed
   * @param out takes the decoded bytes, a direct buffer
   * @throws CodecException if the bytes can't be decoded; the decompressor is of no use any more
   */
  void decode(ByteBuffer in, ByteBuffer out) throws CodecException;

  /**
   * Tells that there is no more input. Call it when {@link #decode} has used up the last of it and
   * left room in the output.
   *
   * @throws CodecException if the stream may not end here
   */
  void end() throws CodecException;

  /** Frees what it holds. Has no effect when called again. */
  @Override
  void close();
}
