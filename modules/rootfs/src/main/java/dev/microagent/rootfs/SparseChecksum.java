package dev.microagent.rootfs;

import dev.microagent.ext4.ImageData;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A checksum of a sparse file, which tells damage but not malice. The file is taken as chunks of 64
 * KiB, the last as long as it is. For each chunk that isn't all zeros, CRC-32C goes over its index
 * (64 bits, little-endian) and its bytes. Zeros are passed over, whether they are holes or not.
 */
final class SparseChecksum {

  /** Written before the value, so that another way to sum can tell itself apart. */
  private static final String ALGORITHM = "crc32c-64k:";

  private static final int CHUNK_BYTES = 64 << 10;

  /** Bytes a read: few calls, and no more than a cache holds. */
  private static final int READ_BYTES = 4 * CHUNK_BYTES;

  private SparseChecksum() {}

  /** Such as {@code crc32c-64k:0123abcd}. */
  static String of(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer index = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel = FileChannel.open(file);
        ImageData data = ImageData.open(file)) {
      long size = channel.size();
      for (long position = chunkOf(data.next(0));
          position < size;
          position = chunkOf(data.next(position + buffer.limit()))) {
        fill(channel, buffer, position, size);
        int end = buffer.limit();
        for (int start = 0; start < end; start += CHUNK_BYTES) {
          buffer.position(start).limit(Math.min(start + CHUNK_BYTES, end));
          if (buffer.mismatch(zeros.limit(buffer.remaining())) >= 0) {
            index.putLong(0, (position + start) / CHUNK_BYTES);
            crc.update(index.array());
            crc.update(buffer);
          }
        }
      }
    }
    return "%s%08x".formatted(ALGORITHM, crc.getValue());
  }

  /** Where the chunk begins that an offset is in. */
  private static long chunkOf(long offset) {
    return offset & -CHUNK_BYTES;
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long position, long size)
      throws IOException {
    buffer.clear().limit((int) Math.min(READ_BYTES, size - position));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    buffer.flip();
  }
}
