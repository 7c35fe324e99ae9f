package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A mke2fs that never ends.
 *
 * @param program what to start
 * @param alive a pipe that it has open for writing as long as it runs
 */
record EndlessMke2fs(Path program, Path alive) {

  static EndlessMke2fs create(Path directory) throws Exception {
    Path alive = directory.resolve("alive");
    Tools.run(Tools.find("mkfifo"), alive);
    Path program = directory.resolve("mke2fs");
    Files.writeString(
        program,
        """
        #!/bin/sh
        [ "$1" = -V ] && echo 'mke2fs 1.47.9 (1-Jan-2030)' && exit
        exec 3>'%s'
        echo started >&3
        exec sleep 1000
        """
            .formatted(alive));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new EndlessMke2fs(program, alive);
  }

  /** Waits for its start, sends a signal to the process that started it, and waits for its end. */
  void endWith(String signal, Process starter) throws Exception {
    try (BufferedReader reader = Files.newBufferedReader(alive)) {
      assertThat(reader.readLine()).isEqualTo("started");
      Tools.run(Tools.find("kill"), "-" + signal, starter.pid());
      // The pipe ends when nobody has it open any more.
      assertThat(reader.readLine()).isNull();
    }
  }
}
