package dev.microagent.ext4;

/**
 * Makes the CRC-32C of two pieces in a row of those of each. To go past so many zero bits is to
 * multiply by that power of x; polynomials are reflected here as in the CRC, x<sup>0</sup> being
 * the highest bit.
 *
 * @param factor x to the power of the second piece's bits, modulo the CRC's polynomial
 */
record Crc32cJoin(int factor) {

  /** Where the second piece has 8 bytes. */
  static final Crc32cJoin WORD = of(Long.BYTES);

  /** Where the second piece is a whole chunk of a {@link SparseChecksum}. */
  static final Crc32cJoin CHUNK = of(SparseChecksum.CHUNK_BYTES);

  /** Castagnoli's polynomial, reflected, without its highest power. */
  private static final int POLYNOMIAL = 0x82f6_3b78;

  private static final int ONE = 1 << 31;

  /** x to the power of 8: a byte of zeros. */
  private static final int BYTE = ONE >>> 8;

  /** Where the second piece has so many bytes. */
  static Crc32cJoin of(int bytes) {
    int factor = ONE;
    int square = BYTE;
    for (int left = bytes; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        factor = multiply(factor, square);
      }
      square = multiply(square, square);
    }
    return new Crc32cJoin(factor);
  }

  /** The CRC of both pieces. */
  int join(int first, int second) {
    return multiply(factor, first) ^ second;
  }

  private static int multiply(int a, int b) {
    int product = 0;
    // From the power 0 of a on; b is multiplied by x each time.
    for (int rest = a; rest != 0; rest <<= 1) {
      if (rest < 0) {
        product ^= b;
      }
      b = (b >>> 1) ^ ((b & 1) != 0 ? POLYNOMIAL : 0);
    }
    return product;
  }
}
