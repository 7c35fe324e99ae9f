package dev.microagent.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** Bytes such as layers hold, the same on every machine: they compress to about half. */
final class PinnedBytes {

  private static final int WORDS = 4096;
  private static final int LONGEST_WORD = 12;

  /** One piece in so many is noise, as what is compressed already looks. */
  private static final int NOISE_EVERY = 40;

  private PinnedBytes() {}

  /** So many bytes that the seed decides; the algorithm of {@link Random} is a specified one. */
  static byte[] of(int length, long seed) {
    Random random = new Random(seed);
    byte[][] words = new byte[WORDS][];
    for (int i = 0; i < WORDS; i++) {
      words[i] = word(random);
    }
    byte[] bytes = new byte[length];
    byte[] noise = new byte[4 * LONGEST_WORD];
    for (int at = 0; at < length; ) {
      byte[] piece;
      if (random.nextInt(NOISE_EVERY) == 0) {
        random.nextBytes(noise);
        piece = noise;
      } else {
        // Low numbers come more often, as some words do.
        piece = words[random.nextInt(1 + random.nextInt(WORDS))];
      }
      int part = Math.min(piece.length, length - at);
      System.arraycopy(piece, 0, bytes, at, part);
      at += part;
    }
    return bytes;
  }

  private static byte[] word(Random random) {
    byte[] word = new byte[3 + random.nextInt(LONGEST_WORD - 2)];
    for (int i = 0; i < word.length - 1; i++) {
      word[i] = (byte) ('a' + random.nextInt(26));
    }
    word[word.length - 1] = ' ';
    return word;
  }

  /** The same bytes outside the heap, where the program has its buffers. */
  static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** One raw deflate stream (RFC 1951) at the level that most builders of images use. */
  static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] deflated = new byte[bytes.length + 1024];
    int length = deflater.deflate(deflated);
    if (!deflater.finished()) {
      throw new IllegalStateException("pinned bytes grow when they are compressed");
    }
    deflater.end();
    return Arrays.copyOf(deflated, length);
  }
}
