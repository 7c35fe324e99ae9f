package dev.microagent.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes an archive in memory, POSIX.1-1988 ustar, as far as generated layers need it. */
final class TarWriter {

  private static final int BLOCK = 512;

  /** 2026-01-01, a time as good as any. */
  private static final long MTIME = 1_767_225_600L;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void directory(String name) {
    header(name + "/", '5', 0, "");
  }

  void file(String name, byte[] pool, int offset, int length) {
    header(name, '0', length, "");
    out.write(pool, offset, length);
    pad(length);
  }

  void symlink(String name, String target) {
    header(name, '2', 0, target);
  }

  void link(String name, String target) {
    header(name, '1', 0, target);
  }

  /** The archive, ended. */
  byte[] finish() {
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private void header(String name, char type, long size, String link) {
    byte[] header = new byte[BLOCK];
    text(header, 0, name);
    number(header, 100, 8, type == '5' ? 0755 : 0644);
    number(header, 108, 8, 0);
    number(header, 116, 8, 0);
    number(header, 124, 12, size);
    number(header, 136, 12, MTIME);
    text(header, 148, "        ");
    header[156] = (byte) type;
    text(header, 157, link);
    text(header, 257, "ustar\00000");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    number(header, 148, 8, sum);
    out.writeBytes(header);
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > 100) {
      throw new IllegalArgumentException("a name of more than 100 bytes: " + text);
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static void number(byte[] header, int at, int width, long value) {
    text(header, at, String.format(Locale.ROOT, "%0" + (width - 1) + "o", value));
  }

  private void pad(int length) {
    out.writeBytes(new byte[-length & (BLOCK - 1)]);
  }
}
