package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes to the image in large positional writes: what follows what was written last is gathered.
 * Holds one buffer; the file is the caller's.
 */
final class BlockWriter {

  /**
   * Bytes gathered before they are written. Writes of 256 KiB to 1 MiB cost the least CPU a byte.
   */
  static final int BUFFER_SIZE = 1 << 20;

  /**
   * From here on bytes outside the heap are written from where they are, not gathered first. Those
   * on the heap always are: the channel would copy them itself, to memory of their size.
   */
  private static final int DIRECT_SIZE = BUFFER_SIZE / 4;

  private final FileChannel channel;
  private final ChunkSums sums;
  private final BackgroundSync sync;
  private final ByteBuffer gathered = ByteBuffer.allocateDirect(BUFFER_SIZE);

  /** Where in the image the gathered bytes begin. */
  private long start;

  /**
   * @param sums told of all that is written
   * @param sync told of how much that is
   */
  BlockWriter(FileChannel channel, ChunkSums sums, BackgroundSync sync) {
    this.channel = channel;
    this.sums = sums;
    this.sync = sync;
  }

  /** Writes the remaining bytes of a buffer at a place, and consumes them. */
  void write(long position, ByteBuffer bytes) throws IOException {
    moveTo(position);
    while (bytes.hasRemaining()) {
      if (gathered.position() == 0 && bytes.isDirect() && bytes.remaining() >= DIRECT_SIZE) {
        int length = bytes.remaining();
        writeFully(bytes, start);
        start += length;
        return;
      }
      int part = Math.min(bytes.remaining(), gathered.remaining());
      gather(bytes, bytes.position(), part);
      bytes.position(bytes.position() + part);
    }
  }

  /** Writes zeros. */
  void writeZeros(long position, long count) throws IOException {
    moveTo(position);
    while (count > 0) {
      int part = (int) Math.min(Math.min(count, BLOCK_SIZE), gathered.remaining());
      gather(Ext4Format.ZEROS, 0, part);
      count -= part;
    }
  }

  private void moveTo(long position) throws IOException {
    if (position != start + gathered.position()) {
      flush();
      start = position;
    }
  }

  private void gather(ByteBuffer source, int from, int length) throws IOException {
    gathered.put(gathered.position(), source, from, length);
    gathered.position(gathered.position() + length);
    if (!gathered.hasRemaining()) {
      flush();
    }
  }

  /** Writes what is gathered. */
  void flush() throws IOException {
    gathered.flip();
    long position = start;
    start += gathered.limit();
    writeFully(gathered, position);
    gathered.clear();
  }

  private void writeFully(ByteBuffer bytes, long position) throws IOException {
    sums.written(position, bytes);
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    sync.written(length);
  }
}
