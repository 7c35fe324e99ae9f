package dev.microagent.rootfs;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signals by the names that images have for them. */
final class StopSignal {

  private static final int MAX = 64;

  /** SIGRTMIN as programs see it: the C library keeps two for itself. */
  private static final int REAL_TIME_MIN = 34;

  private static final Pattern REAL_TIME =
      Pattern.compile("RTM(?:IN(?:\\+(\\d+))?|AX(?:-(\\d+))?)");

  /** By number from 1, as Linux has them on amd64 and arm64 (signal(7)). */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private StopSignal() {}

  /**
   * A signal's number.
   *
   * @param text such as {@code SIGTERM}, {@code term}, {@code 15} or {@code SIGRTMIN+3}
   * @return empty where there's no such signal
   */
  static OptionalInt number(String text) {
    if (text.matches("\\d{1,2}")) {
      return valid(Integer.parseInt(text));
    }
    String name = text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
    Matcher realTime = REAL_TIME.matcher(name);
    if (realTime.matches() && name.length() <= "RTMIN+30".length()) {
      return valid(
          name.startsWith("RTMIN")
              ? REAL_TIME_MIN + offset(realTime.group(1))
              : MAX - offset(realTime.group(2)));
    }
    return valid(NAMES.indexOf(name) + 1);
  }

  private static int offset(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static OptionalInt valid(int number) {
    return number >= 1 && number <= MAX ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
