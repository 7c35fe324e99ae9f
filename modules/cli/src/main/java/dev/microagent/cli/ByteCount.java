package dev.microagent.cli;

import java.util.Locale;

/** Numbers of bytes for people. */
final class ByteCount {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  /** From here on it is the next unit's: one digit after the point would round up to 1024. */
  private static final double NEXT_UNIT = 1023.95;

  private ByteCount() {}

  /** Such as {@code 512 B} and {@code 1.0 GiB}. */
  static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= (unit == 0 ? 1024 : NEXT_UNIT) && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " " + UNITS[0]
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
