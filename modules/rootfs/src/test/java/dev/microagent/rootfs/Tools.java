package dev.microagent.rootfs;

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
  private static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail(what);
    }
    abort(what);
  }

  static void needRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      missing("mounting needs root");
    }
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

  /** A file system mounted for the time of a test. */
  record Mount(Path directory) implements AutoCloseable {

    static Mount of(Path directory, String... options) throws IOException {
      needRoot();
      Files.createDirectories(directory);
      String[] command = new String[options.length + 2];
      command[0] = "mount";
      System.arraycopy(options, 0, command, 1, options.length);
      command[command.length - 1] = directory.toString();
      run(command);
      return new Mount(directory);
    }

    @Override
    public void close() throws IOException {
      run("umount", directory.toString());
    }
  }
}
