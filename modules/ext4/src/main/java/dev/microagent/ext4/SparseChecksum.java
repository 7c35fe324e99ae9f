package dev.microagent.ext4;

import dev.microagent.bindings.linux.SparseFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A checksum of a sparse file, which tells damage but not malice. The file is taken as chunks of 64
 * KiB, the last as long as it is. CRC-32C goes over the index (64 bits, little-endian) and the
 * bytes of each chunk whose own CRC-32C isn't that of as many zeros. So zeros are passed over,
 * whether they are holes or not.
 */
public final class SparseChecksum {

  static final int CHUNK_BYTES = 64 << 10;

  /** Written before the value, so that another way to sum can tell itself apart. */
  private static final String ALGORITHM = "crc32c-64k:";

  /** Chunks that are read at once: few calls, and no more than a cache holds. */
  private static final int CHUNKS_AT_ONCE = 4;

  private final FileChannel channel;
  private final SparseFile sparse;
  private final ChunkSums known;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer index = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNKS_AT_ONCE * CHUNK_BYTES);

  /** Of all chunks so far, each with its index. */
  private int sum;

  /** Where the data end that were found last: to look for that takes as long as they are. */
  private long runEnd;

  private SparseChecksum(FileChannel channel, SparseFile sparse, ChunkSums known) {
    this.channel = channel;
    this.sparse = sparse;
    this.known = known;
  }

  /** Such as {@code crc32c-64k:0123abcd}. The file needs to be readable only. */
  public static String of(Path file) throws IOException {
    return of(file, new ChunkSums());
  }

  /** The same, where the sums of some chunks are known, which aren't read then. */
  static String of(Path file, ChunkSums known) throws IOException {
    try (FileChannel channel = FileChannel.open(file);
        SparseFile sparse = SparseFile.openReadOnly(file)) {
      int sum = new SparseChecksum(channel, sparse, known).sum();
      return "%s%08x".formatted(ALGORITHM, sum);
    }
  }

  private int sum() throws IOException {
    long size = channel.size();
    long position = 0;
    while (position < size) {
      long chunk = position / CHUNK_BYTES;
      if (known.has(chunk)) {
        add(chunk, known.sum(chunk), CHUNK_BYTES);
        position += CHUNK_BYTES;
      } else {
        position = readOn(position, size);
      }
    }
    return sum;
  }

  /**
   * Goes on at the start of a chunk whose sum isn't known; returns the start of another, to which
   * all is done.
   */
  private long readOn(long position, long size) throws IOException {
    if (position >= runEnd) {
      long data = sparse.nextData(position);
      long start = data & -CHUNK_BYTES;
      if (start > position) {
        return start;
      }
      runEnd = sparse.nextHole(data);
    }
    int length = (int) Math.min(unknown(position) * (long) CHUNK_BYTES, size - position);
    buffer.clear().limit(length);
    FullRead.fill(channel, buffer, position, "the file became shorter while it was read");
    addChunks(position / CHUNK_BYTES);
    return position + length;
  }

  /** How many chunks to read at once: up to a hole, or one whose sum is known. */
  private int unknown(long position) {
    long chunk = position / CHUNK_BYTES;
    int count = 1;
    while (count < CHUNKS_AT_ONCE
        && (chunk + count) * CHUNK_BYTES < runEnd
        && !known.has(chunk + count)) {
      count++;
    }
    return count;
  }

  private void addChunks(long first) {
    int end = buffer.limit();
    for (int start = 0; start < end; start += CHUNK_BYTES) {
      ByteBuffer chunk = buffer.slice(start, Math.min(CHUNK_BYTES, end - start));
      int bytes = chunk.remaining();
      crc.reset();
      crc.update(chunk);
      int sumOfBytes = (int) crc.getValue();
      if (sumOfBytes != sumOfZeros(bytes)) {
        add(first + start / CHUNK_BYTES, sumOfBytes, bytes);
      }
    }
  }

  private static int sumOfZeros(int bytes) {
    return bytes == CHUNK_BYTES ? ChunkSums.ZEROS : Crc32cJoin.of(bytes).join(-1, -1);
  }

  private void add(long chunk, int sumOfBytes, int bytes) {
    crc.reset();
    crc.update(index.putLong(0, chunk).array());
    sum = Crc32cJoin.WORD.join(sum, (int) crc.getValue());
    Crc32cJoin join = bytes == CHUNK_BYTES ? Crc32cJoin.CHUNK : Crc32cJoin.of(bytes);
    sum = join.join(sum, sumOfBytes);
  }
}
