package dev.microagent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param variables the environment variables
 * @param outIsPipe whether standard output goes to another program, which may stop listening
 * @param errIsTerminal whether standard error is a terminal that can be drawn on
 * @param canAsk whether a user sees standard error and types standard input
 * @param processors how many processors this process may use
 * @param clock what time it is
 */
record Environment(
    Map<String, String> variables,
    boolean outIsPipe,
    boolean errIsTerminal,
    boolean canAsk,
    int processors,
    InstantSource clock) {

  private static final int DEFAULT_COLUMNS = 80;
  private static final int MIN_COLUMNS = 20;
  private static final int MAX_COLUMNS = 500;

  static Environment ofProcess() {
    Map<String, String> variables = System.getenv();
    boolean seen = isTerminal(target(2));
    boolean drawable = seen && !variables.getOrDefault("TERM", "dumb").equals("dumb");
    return new Environment(
        variables,
        target(1).startsWith("pipe:"),
        drawable,
        seen && isTerminal(target(0)),
        Runtime.getRuntime().availableProcessors(),
        InstantSource.system());
  }

  private static boolean isTerminal(String target) {
    return target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console");
  }

  /** What a file descriptor of this process leads to, as proc(5) names it. */
  private static String target(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Where everything is kept if no option says so. */
  Path stateDirectory() {
    String directory = variables.getOrDefault("MICROAGENT_STATE_DIR", "");
    if (!directory.isEmpty()) {
      return Path.of(directory);
    }
    return home().resolve(".microagent");
  }

  /** The user's own directory. */
  Path home() {
    String home = variables.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
  }

  /**
   * Where the guest inits lie that come with this program: in the runtime image that it runs on.
   */
  Path guestInits() {
    return Path.of(System.getProperty("java.home"), "lib", "guest-init");
  }

  /** Width of the terminal, as far as it is told. */
  int columns() {
    try {
      int columns = Integer.parseInt(variables.getOrDefault("COLUMNS", ""));
      return Math.clamp(columns, MIN_COLUMNS, MAX_COLUMNS);
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  /** Whether colours are welcome (no-color.org). */
  boolean colours() {
    return variables.getOrDefault("NO_COLOR", "").isEmpty();
  }
}
