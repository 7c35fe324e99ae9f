package dev.microagent.layers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Makes an archive, entry by entry. What isn't said of an entry is 0, its mode 0644 or 0755. */
final class Tar {

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<String, String> pax = new TreeMap<>();
  private int mode = -1;
  private long uid;
  private long gid;

  /** Permission bits of the next entry. */
  Tar mode(int mode) {
    this.mode = mode;
    return this;
  }

  /** Owner and group of the next entry. */
  Tar owner(long uid, long gid) {
    this.uid = uid;
    this.gid = gid;
    return this;
  }

  /** A PAX record for the next entry. */
  Tar pax(String key, String value) {
    pax.put(key, value);
    return this;
  }

  Tar file(String name, String content) {
    return entry('0', name, "", content, 0, 0);
  }

  Tar dir(String name) {
    return entry('5', name, "", "", 0, 0);
  }

  Tar symlink(String name, String target) {
    return entry('2', name, target, "", 0, 0);
  }

  Tar hard(String name, String target) {
    return entry('1', name, target, "", 0, 0);
  }

  Tar fifo(String name) {
    return entry('6', name, "", "", 0, 0);
  }

  Tar character(String name, long major, long minor) {
    return entry('3', name, "", "", major, minor);
  }

  Tar block(String name, long major, long minor) {
    return entry('4', name, "", "", major, minor);
  }

  byte[] bytes() {
    byte[] entries = out.toByteArray();
    return Arrays.copyOf(entries, entries.length + 2 * BLOCK);
  }

  private Tar entry(char type, String name, String target, String content, long major, long minor) {
    if (name.length() > 100) {
      pax.put("path", name);
    }
    if (target.length() > 100) {
      pax.put("linkpath", target);
    }
    if (!pax.isEmpty()) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      pax.forEach((key, value) -> records.writeBytes(record(key, value)));
      out.writeBytes(header('x', "pax", "", records.size(), 0644, 0, 0, 0, 0));
      out.writeBytes(padded(records.toByteArray()));
    }
    byte[] data = raw(content);
    int modeOrDefault = mode >= 0 ? mode : type == '5' ? 0755 : 0644;
    out.writeBytes(header(type, name, target, data.length, modeOrDefault, uid, gid, major, minor));
    out.writeBytes(padded(data));
    pax.clear();
    mode = -1;
    uid = 0;
    gid = 0;
    return this;
  }

  private static byte[] header(
      char type,
      String name,
      String target,
      int size,
      int mode,
      long uid,
      long gid,
      long major,
      long minor) {
    byte[] header = new byte[BLOCK];
    put(header, 0, 100, raw(name));
    number(header, 100, 8, mode);
    number(header, 108, 8, uid);
    number(header, 116, 8, gid);
    number(header, 124, 12, size);
    number(header, 136, 12, 0);
    header[156] = (byte) type;
    put(header, 157, 100, raw(target));
    put(header, 257, 8, raw("ustar\00000"));
    number(header, 329, 8, major);
    number(header, 337, 8, minor);
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, 8, raw("%06o\0 ".formatted(sum)));
    return header;
  }

  /** A number in octal digits, or in GNU's base 256 where it doesn't fit. */
  private static void number(byte[] header, int offset, int length, long value) {
    if (value >= 0 && value < 1L << (3 * (length - 1))) {
      put(header, offset, length, raw(("%0" + (length - 1) + "o\0").formatted(value)));
      return;
    }
    for (int i = 0; i < length; i++) {
      int shift = 8 * (length - 1 - i);
      header[offset + i] = (byte) (shift > 63 ? value >> 63 : value >> shift);
    }
    header[offset] = (byte) (value < 0 ? 0xff : header[offset] | 0x80);
  }

  private static void put(byte[] header, int offset, int length, byte[] bytes) {
    System.arraycopy(bytes, 0, header, offset, Math.min(length, bytes.length));
  }

  private static byte[] record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int length = rest.length();
    while ((length + rest).length() != length) {
      length = (length + rest).length();
    }
    return raw(length + rest);
  }

  private static byte[] padded(byte[] data) {
    return Arrays.copyOf(data, (data.length + BLOCK - 1) / BLOCK * BLOCK);
  }

  private static byte[] raw(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
