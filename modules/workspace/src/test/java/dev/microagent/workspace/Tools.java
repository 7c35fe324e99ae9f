package dev.microagent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs and rights that tests use where they are to be had. */
final class Tools {

  private Tools() {}

  /** The test is skipped by name, and fails if that is in CI. */
  static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail(what);
    }
    abort(what);
  }

  static void need(String program) {
    for (String directory : List.of(System.getenv("PATH").split(File.pathSeparator))) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return;
      }
    }
    missing("program " + program + " is not installed");
  }

  static void needFile(Path file) {
    if (!Files.exists(file)) {
      missing(file + " was not built");
    }
  }

  /** Runs a program to its end, which must be a good one. */
  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.onExit().join().exitValue();
    assertThat(status).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }
}
