package dev.microagent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs several commands in one process, which is the only way to have them all in one AOT cache.
 * The build of the runtime image starts it; users have no need to.
 */
final class Training {
  private Training() {}

  /** Runs each line of standard input, arguments separated by single spaces, as one command. */
  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int code = Main.run(line.split(" "));
      if (code != ExitCode.DONE) {
        System.exit(code);
      }
    }
  }
}
