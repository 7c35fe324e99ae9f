package dev.microagent.tar;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where in a sparse file its archived data belong: pieces in ascending order that don't overlap,
 * everything around them a hole.
 */
final class SparseMap {

  /**
   * Pieces of one file, each 16 bytes here, so 2 MiB. A text map of 1 MiB, the most that Go reads,
   * has fewer.
   */
  static final int MAX_PIECES = 1 << 17;

  private static final int FIRST_CAPACITY = 16;

  private final long realSize;
  private long[] pieces = new long[2 * FIRST_CAPACITY];
  private int count;
  private long end;
  private long dataSize;

  /**
   * A file that is one hole.
   *
   * @param realSize its size in bytes, holes included
   */
  SparseMap(long realSize) {
    this.realSize = realSize;
  }

  long realSize() {
    return realSize;
  }

  /** Bytes of all pieces. */
  long dataSize() {
    return dataSize;
  }

  int count() {
    return count;
  }

  /** Adds a piece after the last one; its length may be 0. */
  void add(long offset, long length) throws MalformedException {
    if (count == MAX_PIECES) {
      throw new MalformedException("its sparse map has more than " + MAX_PIECES + " pieces");
    }
    if (offset < end) {
      throw new MalformedException("its sparse map overlaps or goes backwards");
    }
    if (length < 0 || length > realSize - offset) {
      throw new MalformedException("its sparse map exceeds the file's size");
    }
    if (2 * count == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * pieces.length);
    }
    pieces[2 * count] = offset;
    pieces[2 * count + 1] = length;
    count++;
    end = offset + length;
    dataSize += length;
  }

  /** Hands the whole file over, its data taken from the input. */
  void transfer(TarInput input, ContentConsumer consumer) throws IOException, MalformedException {
    long at = 0;
    for (int i = 0; i < count; i++) {
      long offset = pieces[2 * i];
      long length = pieces[2 * i + 1];
      hole(offset - at, consumer);
      input.transfer(length, consumer);
      at = offset + length;
    }
    hole(realSize - at, consumer);
  }

  private static void hole(long bytes, ContentConsumer consumer) throws IOException {
    if (bytes > 0) {
      consumer.hole(bytes);
    }
  }
}
