package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What --mke2fs promises, row by row. */
final class Mke2fsContract {

  private static final Given REAL =
      place -> program(place, "exec " + Tools.find("mke2fs") + " \"$@\"", "rwx------");

  private static final Given PULLED =
      place -> {
        REAL.prepare(place);
        place.pull("oci:{one}:v");
      };

  private static final Then NOTHING_TOUCHED = place -> assertThat(place.state()).doesNotExist();

  static final List<Row> ROWS =
      List.of(
          pull("pull with mke2fs", REAL)
              .out("pulled oci:{one}:v\n{*}\n{*}\n{*}\n{*}\n")
              .then(place -> {
                State state = State.list(place.microagent());
                assertThat(state.names()).containsExactly(place.fill("oci:{one}:v"));
                state.assertSound();
                State.assertNoLitter(place.state());
                Result verified =
                    place.microagent().run("images", "verify", place.fill("oci:{one}:v"));
                assertThat(verified.code()).as(verified.err()).isZero();
              }),
          pull("what mke2fs makes is no other writer's", PULLED)
              .out("pulled oci:{one}:v\n{*}\n{*}\n{*}\n{*}\n"),
          pull("pull with no mke2fs", place -> {})
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{one}:v: {home}/mke2fs: there is no such program
                  hint: without --mke2fs no such program is needed
                  """)
              .then(NOTHING_TOUCHED),
          pull("pull with what can't be run", place -> program(place, "", "rw-------"))
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{one}:v: {home}/mke2fs: not an executable file
                  hint: without --mke2fs no such program is needed
                  """)
              .then(NOTHING_TOUCHED),
          pull("pull with what isn't mke2fs", place -> program(place, "", "rwx------"))
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{one}:v: {home}/mke2fs: not mke2fs, by what it answers to -V
                  hint: without --mke2fs no such program is needed
                  """)
              .then(NOTHING_TOUCHED),
          pull(
                  "what a failing mke2fs says is told",
                  place ->
                      program(
                          place,
                          """
                          [ "$1" = -V ] && echo 'mke2fs 1.47.9 (1-Jan-2030)' && exit
                          echo 'no disk' >&2
                          echo 'no luck' >&2
                          exit 3
                          """,
                          "rwx------"))
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{one}:v: {home}/mke2fs ended with status 3: no disk no luck
                  hint: without --mke2fs no such program is needed
                  """)
              .then(place -> {
                assertThat(State.list(place.microagent()).names()).isEmpty();
                State.assertNoLitter(place.state());
              }));

  private Mke2fsContract() {}

  private static Row pull(String name, Given given) {
    return row(name, given, "images", "pull", "-q", "--mke2fs", "{home}/mke2fs", "oci:{one}:v");
  }

  private static void program(Place place, String text, String permissions) throws Exception {
    Path file = Files.writeString(place.home().resolve("mke2fs"), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
