package dev.microagent.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Standard error: lines that stay, and below them, on a terminal, an area that is drawn anew again
 * and again. Thread-safe.
 */
final class Console {

  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";

  // With wrapping off, a line wider than the terminal is cut, so that it always counts as one.
  private static final String WRAP_OFF = "\033[?7l";
  private static final String WRAP_ON = "\033[?7h";
  private static final String CLEAR_TO_END_OF_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";

  private final PrintStream err;
  private int drawn;
  private boolean ended;

  Console(PrintStream err) {
    this.err = err;
  }

  /** Prints lines that stay. */
  synchronized void print(List<String> lines) {
    clear();
    lines.forEach(line -> err.print(line + "\n"));
    err.flush();
  }

  /** Prints a question; what is typed goes on in its line. */
  synchronized void ask(String question) {
    clear();
    err.print(question);
    err.flush();
  }

  /** Shows lines in the place of those drawn before. */
  synchronized void draw(List<String> lines) {
    if (ended) {
      return;
    }
    StringBuilder frame = new StringBuilder(HIDE_CURSOR).append(WRAP_OFF).append(up());
    for (String line : lines) {
      frame.append(line).append(CLEAR_TO_END_OF_LINE).append('\n');
    }
    frame.append(CLEAR_BELOW).append(WRAP_ON);
    drawn = lines.size();
    err.print(frame);
    err.flush();
  }

  /** Removes what was drawn, and gives the cursor back. */
  synchronized void clear() {
    if (drawn > 0) {
      err.print("\r" + up() + CLEAR_BELOW + SHOW_CURSOR);
      err.flush();
      drawn = 0;
    }
  }

  /** Clears; whatever is drawn from now on is not shown. */
  synchronized void end() {
    clear();
    ended = true;
  }

  private String up() {
    return drawn == 0 ? "" : "\033[" + drawn + "A";
  }
}
