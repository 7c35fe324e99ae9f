package dev.microagent.ext4;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads of a file that must have as much as is asked for. */
final class FullRead {

  private FullRead() {}

  /**
   * Fills a buffer up to its limit, which its position is at then.
   *
   * @param position where in the file the buffer's first byte stands
   * @param ifShort what to say where the file ends before
   * @throws EOFException if it does
   */
  static void fill(FileChannel file, ByteBuffer buffer, long position, String ifShort)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException(ifShort);
      }
    }
  }
}
