package dev.microagent.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the 512 bytes of a header, right or wrong. */
final class TarHeader {

  private static final int CHECKSUM = 148;

  private final byte[] block = new byte[512];
  private boolean signed;
  private boolean checksumIsSet;

  private TarHeader(char type, String name) {
    at(0, name.length() > 100 ? name.substring(0, 100) : name);
    at(100, "0000644\0" + "0000001\0" + "0000002\0");
    size(0);
    mtime("14524617000\0"); // 1699945984
    block[156] = (byte) type;
  }

  static TarHeader v7(char type, String name) {
    return new TarHeader(type, name);
  }

  static TarHeader ustar(char type, String name) {
    return new TarHeader(type, name).at(257, "ustar\00000");
  }

  static TarHeader gnu(char type, String name) {
    return new TarHeader(type, name).at(257, "ustar  \0");
  }

  /** Puts raw bytes somewhere. */
  TarHeader at(int offset, String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
    return this;
  }

  TarHeader mode(String field) {
    return field(100, 8, field);
  }

  TarHeader uid(String field) {
    return field(108, 8, field);
  }

  TarHeader size(long size) {
    return field(124, 12, "%011o\0".formatted(size));
  }

  TarHeader size(String field) {
    return field(124, 12, field);
  }

  TarHeader mtime(String field) {
    return field(136, 12, field);
  }

  TarHeader link(String target) {
    return at(157, target);
  }

  TarHeader device(String major, String minor) {
    return field(329, 8, major).field(337, 8, minor);
  }

  /** Sums signed bytes, as some old programs did. */
  TarHeader signedChecksum() {
    signed = true;
    return this;
  }

  TarHeader checksum(String field) {
    checksumIsSet = true;
    return field(CHECKSUM, 8, field);
  }

  byte[] build() {
    if (!checksumIsSet) {
      Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
      int sum = 0;
      for (byte b : block) {
        sum += signed ? b : b & 0xff;
      }
      at(CHECKSUM, "%06o\0 ".formatted(sum));
    }
    return block;
  }

  private TarHeader field(int offset, int length, String value) {
    Arrays.fill(block, offset, offset + length, (byte) 0);
    return at(offset, value);
  }
}
