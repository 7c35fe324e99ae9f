package dev.microagent.tar;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine's GNU tar. */
final class GnuTar {

  private GnuTar() {}

  /** Ends the test as skipped, and as failed on the build server, where nothing may be missing. */
  static void missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      fail(what + " is missing");
    }
    abort(what + " is missing");
  }

  /** Archives everything in a directory, in the order of names. */
  static byte[] create(Path directory, Path scratch, String... options)
      throws IOException, InterruptedException {
    Path archive = scratch.resolve("archive.tar");
    List<String> command =
        new ArrayList<>(List.of("tar", "--sort=name", "-C", directory.toString()));
    command.addAll(List.of("--owner=someone:1234", "--group=some:70000", "--numeric-owner"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cf", archive.toString(), "."));
    run(command);
    return Files.readAllBytes(archive);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      missing("GNU tar (" + e.getMessage() + ")");
      return;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() == 64 || output.contains("unrecognized option")) {
      missing("GNU tar (" + output.strip() + ")");
    }
    if (process.waitFor() != 0) {
      fail(command + ": " + output);
    }
  }
}
