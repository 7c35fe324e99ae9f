package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs that look at what was written. */
final class Command {

  private Command() {}

  /**
   * Runs a program that must exit with 0.
   *
   * @return all of its output, raw bytes as ISO-8859-1
   */
  static String run(String... command) throws IOException, InterruptedException {
    Needs.that(Needs.command(command[0]), "the command " + command[0]);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    return output;
  }

  /** Has e2fsck look at an image: it must have nothing to say but its passes and its summary. */
  static void assertClean(java.nio.file.Path image) throws IOException, InterruptedException {
    assertThat(run("e2fsck", "-fn", image.toString()).lines())
        .allMatch(line -> line.matches("e2fsck .*|Pass [1-5].*|.*: \\d+/\\d+ files .*"));
  }
}
