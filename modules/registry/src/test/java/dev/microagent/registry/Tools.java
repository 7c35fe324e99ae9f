package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs that tests use where they are installed. */
final class Tools {

  private Tools() {}

  /** Finds a program; the test is skipped where it is missing, and fails if that is in CI. */
  static Path find(String name) {
    for (String directory : List.of(System.getenv("PATH").split(File.pathSeparator))) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    String missing = "program " + name + " is not installed";
    return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
  }

  /** Runs a program to its end. */
  static void run(Path program, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      fail(builder.command() + ": " + output);
    }
  }
}
