package dev.microagent.ext4;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs of the machine. Without it the test is skipped; where CI is true, it fails. */
final class Needs {

  private static final boolean CI = "true".equals(System.getenv("CI"));

  private Needs() {}

  /** Says that something must be there. */
  static void that(boolean there, String what) {
    if (CI && !there) {
      fail("needs " + what);
    }
    assumeTrue(there, "needs " + what);
  }

  /** Whether there is such a command. */
  static boolean command(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }
}
