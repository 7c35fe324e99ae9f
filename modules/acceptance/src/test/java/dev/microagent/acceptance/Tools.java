package dev.microagent.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs and files of the clone that tests use. */
final class Tools {

  /** The clone's top directory. */
  static final Path TOP = Path.of(System.getProperty("microagent.top")).normalize();

  private Tools() {}

  /** Finds a program; the test is skipped where it is missing, and fails if that is in CI. */
  static Path find(String name) {
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
    for (String directory : List.of(path.split(File.pathSeparator))) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    String missing = "program " + name + " is not installed";
    return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
  }

  /** Runs a program to its end, which must be a good one. */
  static void run(Path program, Object... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(program), Stream.of(arguments)).map(Object::toString).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      fail(command + ": " + output);
    }
  }
}
