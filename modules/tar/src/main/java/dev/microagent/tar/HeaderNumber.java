package dev.microagent.tar;

/**
 * Numbers in the fixed fields of a header block: octal digits in ASCII (POSIX.1-1988 ustar), or GNU
 * tar's base 256, a big-endian two's complement number whose first bit is set to tell it apart.
 */
final class HeaderNumber {

  private HeaderNumber() {}

  /**
   * Reads a field as leniently as GNU tar does: blanks and NULs may lead, a blank or NUL ends the
   * digits, what follows them is ignored, and a field without digits is 0.
   *
   * @param field what the field is called, for the message
   * @throws MalformedException if it holds anything else, or more than a long
   */
  static long parse(byte[] block, int offset, int length, String field) throws MalformedException {
    return (block[offset] & 0x80) == 0
        ? octal(block, offset, length, field)
        : base256(block, offset, length, field);
  }

  /** At most 12 digits of 3 bits, so that a long can't overflow. */
  private static long octal(byte[] block, int offset, int length, String field)
      throws MalformedException {
    int end = offset + length;
    int at = offset;
    while (at < end && isBlank(block[at])) {
      at++;
    }
    long value = 0;
    for (; at < end && !isBlank(block[at]); at++) {
      int digit = block[at] - '0';
      if (digit < 0 || digit > 7) {
        throw new MalformedException("its " + field + " is not a number");
      }
      value = (value << 3) | digit;
    }
    return value;
  }

  private static long base256(byte[] block, int offset, int length, String field)
      throws MalformedException {
    // The second bit is the sign; extending it over the first gives the two's complement.
    long value = (byte) (block[offset] << 1) >> 1;
    for (int i = 1; i < length; i++) {
      if (value != value << 8 >> 8) {
        throw new MalformedException("its " + field + " is out of range");
      }
      value = (value << 8) | (block[offset + i] & 0xff);
    }
    return value;
  }

  private static boolean isBlank(byte b) {
    return b == 0 || b == ' ' || (b >= '\t' && b <= '\r');
  }
}
