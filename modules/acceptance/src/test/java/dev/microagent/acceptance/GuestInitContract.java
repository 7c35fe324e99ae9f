package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Row.Given;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What --guest-init promises, row by row. */
final class GuestInitContract {

  private static final String HINT =
      "hint: without --guest-init the one that comes with microagent is used\n";

  private static final Given PULLED =
      place -> {
        writeElf(place, Elf.HOST);
        place.pull("oci:{one}:v");
      };

  static final List<Row> ROWS =
      List.of(
          pull("another guest init makes another baseline", PULLED)
              .out("pulled oci:{one}:v\n{*}\n{*}\n{*}\n{*}\n")
              .then(place -> {
                State state = State.list(place.microagent());
                assertThat(state.names()).containsExactly(place.fill("oci:{one}:v"));
                state.assertSound();
                State.assertNoLitter(place.state());
              }),
          pull("pull with no guest init", place -> {})
              .exits(1)
              .err("microagent: cannot pull oci:{one}:v: {home}/init: no such file\n"),
          pull("a guest init that is no program", place -> Files.writeString(init(place), "#!"))
              .exits(1)
              .err(
                  "microagent: cannot pull oci:{one}:v: {home}/init is not an ELF executable\n"
                      + HINT),
          pull("a guest init for another machine", place -> writeElf(place, Elf.S390X))
              .exits(1)
              .err(
                  "microagent: cannot pull oci:{one}:v: the guest init is for s390x, and the image"
                      + " for {architecture}\n"
                      + HINT)
              .then(place -> {
                assertThat(State.list(place.microagent()).names()).isEmpty();
                State.assertNoLitter(place.state());
              }));

  private GuestInitContract() {}

  private static Row pull(String name, Given given) {
    return row(name, given, "images", "pull", "-q", "--guest-init", "{home}/init", "oci:{one}:v");
  }

  private static Path init(Place place) {
    return place.home().resolve("init");
  }

  /** The first 20 bytes of an ELF file of 64 bits, by which the machine is told. */
  private enum Elf {
    HOST,
    S390X
  }

  private static void writeElf(Place place, Elf elf) throws Exception {
    boolean big = elf == Elf.S390X;
    int machine =
        switch (elf) {
          case S390X -> 22;
          case HOST -> System.getProperty("os.arch").equals("aarch64") ? 183 : 62;
        };
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) (big ? 2 : 1), 1});
    header.writeBytes(new byte[9]);
    for (int half : new int[] {2, machine}) {
      header.write(big ? half >> 8 : half);
      header.write(big ? half : half >> 8);
    }
    Files.write(init(place), header.toByteArray());
  }
}
