package dev.microagent.ext4;

import static dev.microagent.ext4.SparseChecksum.CHUNK_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * CRC-32C of the chunks of a file, taken while they are written and still in the processor's cache.
 * A chunk is known when it was written whole, front to back, and not changed since; what isn't
 * known can be read.
 */
final class ChunkSums {

  /** CRC-32C of a chunk of zeros, which is not to be told from others with the same by the sum. */
  static final int ZEROS = Crc32cJoin.CHUNK.join(-1, -1);

  private static final int NOWHERE = -1;

  private final CRC32C crc = new CRC32C();
  private final BitSet known = new BitSet();
  private int[] sums = new int[1024];

  /** Where {@link #crc} goes on in a chunk of which it has all before. */
  private long next = NOWHERE;

  /** Bytes that were written to the file; the buffer isn't changed. */
  void written(long position, ByteBuffer bytes) {
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      int left = CHUNK_BYTES - (int) (position % CHUNK_BYTES);
      ByteBuffer part = rest.slice(rest.position(), Math.min(left, rest.remaining()));
      rest.position(rest.position() + part.remaining());
      position = add(position, part);
    }
  }

  /** Adds what is within one chunk; returns where it ends. */
  private long add(long position, ByteBuffer bytes) {
    int chunk = Math.toIntExact(position / CHUNK_BYTES);
    long end = position + bytes.remaining();
    known.clear(chunk);
    if (position % CHUNK_BYTES == 0) {
      crc.reset();
    } else if (position != next) {
      // It may be in the chunk that was begun.
      next = NOWHERE;
      return end;
    }
    crc.update(bytes);
    next = end;
    if (end % CHUNK_BYTES == 0 && (int) crc.getValue() != ZEROS) {
      put(chunk, (int) crc.getValue());
    }
    return end;
  }

  private void put(int chunk, int sum) {
    if (chunk >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(chunk + 1, 2 * sums.length));
    }
    sums[chunk] = sum;
    known.set(chunk);
  }

  /** A part of the file was changed otherwise. */
  void changed(long position, long length) {
    int first = Math.toIntExact(position / CHUNK_BYTES);
    int behind = Math.toIntExact(Math.ceilDiv(position + length, (long) CHUNK_BYTES));
    known.clear(first, behind);
    next = NOWHERE;
  }

  /** Whether the sum of a chunk is known, which then isn't all zeros. */
  boolean has(long chunk) {
    return known.get(Math.toIntExact(chunk));
  }

  /** The CRC-32C of a chunk whose sum is known. */
  int sum(long chunk) {
    return sums[Math.toIntExact(chunk)];
  }
}
