package dev.microagent.tar;

import java.time.Instant;

/** Numbers and times as PAX records write them: in decimal. */
final class PaxValue {

  private static final int NANO_DIGITS = 9;

  private PaxValue() {}

  /** A whole number, possibly negative. */
  static long number(String key, String value) throws MalformedException {
    return number(key, value, 0, value.length());
  }

  /** A whole number, possibly negative, in a part of a value. */
  static long number(String key, String value, int from, int to) throws MalformedException {
    try {
      return Long.parseLong(value, from, to, 10);
    } catch (NumberFormatException e) {
      throw new MalformedException("its PAX " + key + " is not a number, or out of range", e);
    }
  }

  /**
   * A time in seconds since 1970 with any number of decimals. What is finer than a nanosecond is
   * rounded to the past, as POSIX asks: -0.5 is half a second before 1970.
   */
  static Instant time(String key, String value) throws MalformedException {
    int dot = value.indexOf('.');
    long seconds = number(key, value, 0, dot < 0 ? value.length() : dot);
    if (dot < 0) {
      return instant(seconds, 0);
    }
    long nanos = 0;
    boolean finer = false;
    int digits = 0;
    for (int i = dot + 1; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedException("its PAX " + key + " is not a time");
      }
      if (digits < NANO_DIGITS) {
        nanos = nanos * 10 + digit;
        digits++;
      } else {
        finer |= digit != 0;
      }
    }
    for (; digits < NANO_DIGITS; digits++) {
      nanos *= 10;
    }
    boolean negative = value.charAt(0) == '-';
    return instant(seconds, negative ? -nanos - (finer ? 1 : 0) : nanos);
  }

  /** A time; one that {@link Instant} can't hold becomes the last that it can. */
  static Instant instant(long seconds, long nanos) {
    if (seconds <= Instant.MIN.getEpochSecond()) {
      return Instant.MIN;
    }
    if (seconds >= Instant.MAX.getEpochSecond()) {
      return Instant.MAX;
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }
}
