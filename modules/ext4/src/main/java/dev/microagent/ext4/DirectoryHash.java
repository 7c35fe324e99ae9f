package dev.microagent.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The hash that a directory's index is sorted by: half of MD4, as the kernel's fs/ext4/hash.c
 * defines it, with names read as signed chars.
 */
final class DirectoryHash {

  private static final int ROUND2 = 0x5A827999;
  private static final int ROUND3 = 0x6ED9EBA1;

  /** Bytes of a name that go into one round. */
  private static final int CHUNK = 32;

  /** A hash that the kernel keeps to mean the end of a directory, and what it uses instead. */
  private static final int END = 0xFFFFFFFE;

  private static final int BEFORE_END = 0xFFFFFFFC;

  /** What a seed of zeros stands for. */
  private static final int[] NO_SEED = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};

  private final int[] seed = new int[4];
  private final int[] state = new int[4];
  private final int[] in = new int[8];

  DirectoryHash(UUID seed) {
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(seed.getMostSignificantBits())
            .putLong(seed.getLeastSignificantBits())
            .order(ByteOrder.LITTLE_ENDIAN)
            .flip();
    bytes.asIntBuffer().get(this.seed);
    if (seed.equals(new UUID(0, 0))) {
      System.arraycopy(NO_SEED, 0, this.seed, 0, NO_SEED.length);
    }
  }

  /**
   * The hash of a name.
   *
   * @return the major hash, whose lowest bit is 0, above the minor one
   */
  long hash(byte[] name) {
    System.arraycopy(seed, 0, state, 0, 4);
    for (int at = 0; at < name.length; at += CHUNK) {
      pack(name, at);
      transform();
    }
    int major = state[1] & ~1;
    if (major == END) {
      major = BEFORE_END;
    }
    return ((long) major << 32) | Integer.toUnsignedLong(state[2]);
  }

  /** Packs up to 32 bytes of a name into eight words, padded with its remaining length. */
  private void pack(byte[] name, int from) {
    int remaining = name.length - from;
    int pad = remaining | (remaining << 8);
    pad |= pad << 16;
    int end = from + Math.min(remaining, CHUNK);
    int word = 0;
    int value = pad;
    for (int i = from; i < end; i++) {
      value = name[i] + (value << 8);
      if ((i - from) % 4 == 3) {
        in[word++] = value;
        value = pad;
      }
    }
    if (word < in.length) {
      in[word++] = value;
    }
    while (word < in.length) {
      in[word++] = pad;
    }
  }

  private void transform() {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];

    a = Integer.rotateLeft(a + choose(b, c, d) + in[0], 3);
    d = Integer.rotateLeft(d + choose(a, b, c) + in[1], 7);
    c = Integer.rotateLeft(c + choose(d, a, b) + in[2], 11);
    b = Integer.rotateLeft(b + choose(c, d, a) + in[3], 19);
    a = Integer.rotateLeft(a + choose(b, c, d) + in[4], 3);
    d = Integer.rotateLeft(d + choose(a, b, c) + in[5], 7);
    c = Integer.rotateLeft(c + choose(d, a, b) + in[6], 11);
    b = Integer.rotateLeft(b + choose(c, d, a) + in[7], 19);

    a = Integer.rotateLeft(a + majority(b, c, d) + in[1] + ROUND2, 3);
    d = Integer.rotateLeft(d + majority(a, b, c) + in[3] + ROUND2, 5);
    c = Integer.rotateLeft(c + majority(d, a, b) + in[5] + ROUND2, 9);
    b = Integer.rotateLeft(b + majority(c, d, a) + in[7] + ROUND2, 13);
    a = Integer.rotateLeft(a + majority(b, c, d) + in[0] + ROUND2, 3);
    d = Integer.rotateLeft(d + majority(a, b, c) + in[2] + ROUND2, 5);
    c = Integer.rotateLeft(c + majority(d, a, b) + in[4] + ROUND2, 9);
    b = Integer.rotateLeft(b + majority(c, d, a) + in[6] + ROUND2, 13);

    a = Integer.rotateLeft(a + (b ^ c ^ d) + in[3] + ROUND3, 3);
    d = Integer.rotateLeft(d + (a ^ b ^ c) + in[7] + ROUND3, 9);
    c = Integer.rotateLeft(c + (d ^ a ^ b) + in[2] + ROUND3, 11);
    b = Integer.rotateLeft(b + (c ^ d ^ a) + in[6] + ROUND3, 15);
    a = Integer.rotateLeft(a + (b ^ c ^ d) + in[1] + ROUND3, 3);
    d = Integer.rotateLeft(d + (a ^ b ^ c) + in[5] + ROUND3, 9);
    c = Integer.rotateLeft(c + (d ^ a ^ b) + in[0] + ROUND3, 11);
    b = Integer.rotateLeft(b + (c ^ d ^ a) + in[4] + ROUND3, 15);

    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }

  private static int choose(int x, int y, int z) {
    return z ^ (x & (y ^ z));
  }

  private static int majority(int x, int y, int z) {
    return (x & y) + ((x ^ y) & z);
  }
}
