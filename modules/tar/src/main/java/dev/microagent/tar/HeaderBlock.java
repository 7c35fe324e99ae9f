package dev.microagent.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 512 bytes of a header: where its fields are, in the dialect that its magic names. One object
 * serves all headers of an archive in turn.
 *
 * <p>The layout is that of ustar in POSIX.1, "ustar Interchange Format". The other dialects share
 * it up to the magic; GNU's and star's reuse the room of the prefix.
 */
final class HeaderBlock {

  /** Bytes of a block, the unit of which an archive is made. */
  static final int SIZE = 512;

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int UID = 108;
  private static final int GID = 116;
  private static final int SHORT_LENGTH = 8;
  private static final int FILE_SIZE = 124;
  private static final int MTIME = 136;
  private static final int LONG_LENGTH = 12;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int MAGIC = 257;
  private static final int DEVICE_MAJOR = 329;
  private static final int DEVICE_MINOR = 337;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int STAR_PREFIX_LENGTH = 131;
  private static final int STAR_TRAILER = 508;
  private static final int GNU_ATIME = 345;
  private static final int GNU_CTIME = 357;
  private static final int GNU_REAL_SIZE = 483;

  /** Offset of the four pieces of the map that a GNU sparse header has room for. */
  static final int GNU_SPARSE_PIECES = 386;

  /** Offset of the byte that says whether blocks with more of the map follow this header. */
  static final int GNU_SPARSE_MORE = 482;

  private static final byte[] ZEROS = new byte[SIZE];
  private static final byte[] POSIX_MAGIC = ascii("ustar\0");
  private static final byte[] GNU_MAGIC = ascii("ustar  \0");
  private static final byte[] STAR_TRAILER_MAGIC = ascii("tar\0");

  /** What the accessors read; the reader fills it. */
  final byte[] bytes = new byte[SIZE];

  /** Whether it is one of the blocks of zeros that end an archive. */
  boolean isZero() {
    return Arrays.equals(bytes, ZEROS);
  }

  /**
   * Whether the checksum is right: the sum of all bytes, its own field taken as blanks. POSIX sums
   * unsigned bytes; some old programs summed signed ones. Most headers have no byte that differs.
   */
  boolean hasValidChecksum() {
    try {
      long stated = number(CHECKSUM, SHORT_LENGTH, "checksum");
      int signed = sumOfSignedBytes();
      return stated == signed || stated == signed + 256 * negativeBytes();
    } catch (MalformedException e) {
      return false;
    }
  }

  private int sumOfSignedBytes() {
    byte[] all = bytes;
    int sum = SHORT_LENGTH * ' ';
    // Four at once: this loop takes longer than all else that is done with a header.
    for (int i = 0; i < SIZE; i += 4) {
      sum += all[i] + all[i + 1] + all[i + 2] + all[i + 3];
    }
    for (int i = CHECKSUM; i < CHECKSUM + SHORT_LENGTH; i++) {
      sum -= all[i];
    }
    return sum;
  }

  private int negativeBytes() {
    int negative = 0;
    for (int i = 0; i < SIZE; i++) {
      if (bytes[i] < 0 && (i < CHECKSUM || i >= CHECKSUM + SHORT_LENGTH)) {
        negative++;
      }
    }
    return negative;
  }

  char type() {
    return (char) (bytes[TYPE] & 0xff);
  }

  String name() {
    String name = text(NAME, NAME_LENGTH);
    int length = prefixLength();
    return length == 0 || bytes[PREFIX] == 0 ? name : text(PREFIX, length).concat("/").concat(name);
  }

  String linkName() {
    return text(LINK_NAME, NAME_LENGTH);
  }

  /** The twelve permission bits; old programs archived the file's type above them. */
  int mode() throws MalformedException {
    return (int) number(MODE, SHORT_LENGTH, "mode") & 07777;
  }

  long uid() throws MalformedException {
    return number(UID, SHORT_LENGTH, "uid");
  }

  long gid() throws MalformedException {
    return number(GID, SHORT_LENGTH, "gid");
  }

  long fileSize() throws MalformedException {
    return number(FILE_SIZE, LONG_LENGTH, "size");
  }

  /** Seconds since 1970. */
  long mtime() throws MalformedException {
    return number(MTIME, LONG_LENGTH, "mtime");
  }

  long deviceMajor() throws MalformedException {
    return number(DEVICE_MAJOR, SHORT_LENGTH, "device number");
  }

  long deviceMinor() throws MalformedException {
    return number(DEVICE_MINOR, SHORT_LENGTH, "device number");
  }

  /** Size of a GNU sparse file with its holes. */
  long gnuRealSize() throws MalformedException {
    return number(GNU_REAL_SIZE, LONG_LENGTH, "real size");
  }

  boolean isGnu() {
    return has(MAGIC, GNU_MAGIC);
  }

  /** How many bytes for the start of a long name there are, 0 in a dialect that has none. */
  private int prefixLength() {
    if (has(MAGIC, POSIX_MAGIC)) {
      return has(STAR_TRAILER, STAR_TRAILER_MAGIC) ? STAR_PREFIX_LENGTH : PREFIX_LENGTH;
    }
    return isGnu() && hasPrefixInsteadOfTimes() ? PREFIX_LENGTH : 0;
  }

  /**
   * Go before 1.8, and with it the Docker of those years, put the prefix into GNU headers too,
   * where the times of access and change belong; text there is no number.
   */
  private boolean hasPrefixInsteadOfTimes() {
    if (bytes[PREFIX] == 0) {
      return false;
    }
    try {
      number(GNU_ATIME, LONG_LENGTH, "atime");
      number(GNU_CTIME, LONG_LENGTH, "ctime");
      return false;
    } catch (MalformedException e) {
      return bytes[PREFIX] > 0;
    }
  }

  private long number(int offset, int length, String field) throws MalformedException {
    return HeaderNumber.parse(bytes, offset, length, field);
  }

  /** A field's bytes up to its first NUL. */
  private String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.ISO_8859_1);
  }

  private boolean has(int offset, byte[] expected) {
    return Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
