package dev.microagent.ext4;

import static dev.microagent.ext4.SparseChecksum.CHUNK_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * CRC-32C of the chunks of a file, taken while they are written and still in the processor's cache.
 * A chunk is known when it was written whole, front to back, and not changed since; what isn't
 * known can be read.
 */
final class ChunkSums {

  /** CRC-32C of a chunk of zeros. It stands for a sum that isn't known, so theirs never is. */
  static final int ZEROS = Crc32cJoin.CHUNK.join(-1, -1);

  /** Chunks of a segment: 64 MiB. */
  private static final int SEGMENT = 1024;

  /** A segment of which no chunk is known. */
  private static final int[] UNKNOWN = new int[SEGMENT];

  private static final int NOWHERE = -1;

  static {
    Arrays.fill(UNKNOWN, ZEROS);
  }

  private final CRC32C crc = new CRC32C();

  /**
   * The sums by chunk, that of zeros where it isn't known. In segments, as a file of terabytes may
   * have little more than a few blocks at its end.
   */
  private int[][] segments = new int[0][];

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
    put(chunk, ZEROS);
    if (position % CHUNK_BYTES == 0) {
      crc.reset();
    } else if (position != next) {
      // It may be in the chunk that was begun.
      next = NOWHERE;
      return end;
    }
    crc.update(bytes);
    next = end;
    if (end % CHUNK_BYTES == 0) {
      put(chunk, (int) crc.getValue());
    }
    return end;
  }

  /** Remembers a chunk's sum; with that of zeros it isn't known any more. */
  @SuppressWarnings("ReferenceEquality") // one that has become the same by its sums may stay
  private void put(int chunk, int sum) {
    if (sum(chunk) == sum) {
      return;
    }
    int segment = chunk / SEGMENT;
    if (segment >= segments.length) {
      int length = segments.length;
      segments = Arrays.copyOf(segments, Math.max(segment + 1, 2 * length));
      Arrays.fill(segments, length, segments.length, UNKNOWN);
    }
    if (segments[segment] == UNKNOWN) {
      segments[segment] = UNKNOWN.clone();
    }
    segments[segment][chunk % SEGMENT] = sum;
  }

  /** A part of the file was changed otherwise. */
  void changed(long position, long length) {
    int behind = Math.toIntExact(Math.ceilDiv(position + length, (long) CHUNK_BYTES));
    for (int chunk = Math.toIntExact(position / CHUNK_BYTES); chunk < behind; chunk++) {
      put(chunk, ZEROS);
    }
    next = NOWHERE;
  }

  /** Whether the sum of a chunk is known, which then isn't that of zeros. */
  boolean has(long chunk) {
    return sum(chunk) != ZEROS;
  }

  /** The CRC-32C of a chunk, if it is known. */
  int sum(long chunk) {
    int segment = Math.toIntExact(chunk / SEGMENT);
    return segment < segments.length ? segments[segment][(int) (chunk % SEGMENT)] : ZEROS;
  }
}
