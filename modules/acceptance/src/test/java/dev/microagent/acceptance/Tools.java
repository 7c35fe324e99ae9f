package dev.microagent.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs and files of the clone that tests use. */
final class Tools {

  /** The clone's top directory. */
  static final Path TOP = Path.of(System.getProperty("microagent.top")).normalize();

  private Tools() {}

  /** Finds a program; the test is skipped where it is missing, and fails if that is in CI. */
  static Path find(String name) {
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
    Optional<Path> program =
        Stream.of(path.split(File.pathSeparator))
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst();
    need(program.isPresent(), "program " + name + " is not installed");
    return program.orElseThrow();
  }

  /** Skips a test that can't run here; if that is in CI, it fails. */
  static void need(boolean there, String otherwise) {
    if (!there && "true".equals(System.getenv("CI"))) {
      fail(otherwise);
    }
    assumeTrue(there, otherwise);
  }

  /** Runs a program to its end, which must be a good one; gives what it said. */
  static String run(Path program, Object... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(program), Stream.of(arguments)).map(Object::toString).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      fail(command + ": " + output);
    }
    return output;
  }
}
