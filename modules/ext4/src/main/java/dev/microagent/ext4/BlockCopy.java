package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;

import dev.microagent.bindings.linux.SparseFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Copies the blocks of a sparse file to the same places in the image. Blocks of zeros are left out,
 * as a file in memory may be of pages much larger than what was written to it: where zeros were
 * written, the image must have them already.
 */
final class BlockCopy {

  /** Bytes that are read at once. */
  private static final int READ_BYTES = 64 * BLOCK_SIZE;

  private final SparseFile source;
  private final BlockWriter target;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

  private BlockCopy(SparseFile source, BlockWriter target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Copies a file of whole blocks.
   *
   * @param bytes its length
   */
  static void copy(SparseFile source, long bytes, BlockWriter target) throws IOException {
    new BlockCopy(source, target).copy(bytes);
  }

  private void copy(long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(source.path())) {
      for (long start = source.nextData(0); start < bytes; ) {
        long end = Math.min(bytes, source.nextHole(start));
        while (start < end) {
          buffer.clear().limit((int) Math.min(buffer.capacity(), end - start));
          FullRead.fill(channel, buffer, start, "the file became shorter while it was copied");
          copyBlocks(start);
          start += buffer.limit();
        }
        start = source.nextData(end);
      }
    }
  }

  private void copyBlocks(long position) throws IOException {
    for (int at = 0; at < buffer.limit(); at += BLOCK_SIZE) {
      ByteBuffer block = buffer.slice(at, BLOCK_SIZE);
      if (!block.equals(Ext4Format.ZEROS)) {
        target.write(position + at, block);
      }
    }
  }
}
