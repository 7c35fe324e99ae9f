package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.microagent.acceptance.Microagent.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stops {@code create} and {@code delete} at any point: a workspace is there, or it isn't. */
class WorkspaceKillTest {

  @TempDir Path home;

  private Microagent microagent;
  private String image;
  private Path baseline;
  private Path kept;

  @BeforeEach
  void pull() throws Exception {
    microagent = new Microagent(home).keepingLayers();
    image = "oci:" + new SampleImages(home).make("one") + ":v";
    run("images", "pull", "--size-mib", "32", image);
    State state = State.list(microagent);
    baseline = state.file(state.records().getFirst());
    kept = Files.copy(baseline, home.resolve("kept"));
  }

  private void run(String... arguments) throws Exception {
    Result result = microagent.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'?rename,renameat,renameat2', 1",
    "'fsync,fdatasync', 1",
    "copy_file_range, 1",
  })
  void aCopyKilledAtEachStep(String calls, int step) throws Exception {
    killAtEach(calls, step, "create", "box", "--image", image);
  }

  @ParameterizedTest
  @CsvSource({"copy_file_range, 1", "pwrite64, 1", "'fsync,fdatasync', 1"})
  void aCopyThatIsBakedKilledAtEachStep(String calls, int step) throws Exception {
    killAtEach(calls, step, "create", "box", "--image", image, "--env", "A=b");
  }

  @ParameterizedTest
  @CsvSource({
    "'?rename,renameat,renameat2', 1",
    "'fsync,fdatasync', 1",
    "pwrite64, 20",
  })
  void aBuildKilledAtEachStep(String calls, int step) throws Exception {
    killAtEach(calls, step, "create", "box", "--image", image, "--size-mib", "32", "--env", "A=b");
  }

  @ParameterizedTest
  @CsvSource({"'?rename,renameat,renameat2', 1", "'?unlink,unlinkat', 1", "'?rmdir', 1"})
  void aDeletionKilledAtEachStep(String calls, int step) throws Exception {
    StepKiller.killAtEach(
        microagent,
        calls,
        step,
        () -> {
          if (names().isEmpty()) {
            run("create", "box", "--image", image);
          }
          return new String[] {"delete", "box", "--yes"};
        },
        this::assertWhole);
    assertThat(names()).isEmpty();
    State.assertNoLitter(microagent.state());
  }

  private void killAtEach(String calls, int step, String... command) throws Exception {
    StepKiller.killAtEach(
        microagent,
        calls,
        step,
        () -> {
          if (!names().isEmpty()) {
            run("delete", "box", "--yes");
          }
          return command;
        },
        this::assertWhole);
    assertThat(names()).containsExactly("box");
    State.assertNoLitter(microagent.state());
  }

  /**
   * @param ended whether the command came to its end
   */
  private void assertWhole(boolean ended) throws Exception {
    State state = State.parse(Files.readString(microagent.state().resolve("images/index.json")));
    if (ended) {
      assertThat(state.records()).hasSize(1 + names().size());
    }
    state.assertFilesExist();
    assertThat(state.names()).contains(image);
    assertThat(Files.mismatch(baseline, kept)).isEqualTo(-1);
    for (String name : names()) {
      Path directory = microagent.state().resolve("workspaces").resolve(name);
      assertThat(directory.resolve("workspace.json")).isNotEmptyFile();
      assertThat(directory.resolve("firecracker.json")).isNotEmptyFile();
      Tools.run(Tools.find("e2fsck"), "-fn", directory.resolve("rootfs.ext4"));
    }
    // A record that is missing is made by whoever looks.
    run("list");
    assertThat(State.list(microagent).records()).hasSize(1 + names().size());
  }

  private List<String> names() throws IOException {
    Path workspaces = microagent.state().resolve("workspaces");
    if (Files.notExists(workspaces)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(workspaces)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }

  /** A build that never ends, since its mke2fs doesn't, is told to stop. */
  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void stoppedItLeavesNothing(String signal, int code) throws Exception {
    EndlessMke2fs mke2fs = EndlessMke2fs.create(home);
    Process process =
        microagent.start(
            "create",
            "box",
            "--image",
            image,
            "--env",
            "A=b",
            "--mke2fs",
            mke2fs.program().toString());
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          mke2fs.endWith(signal, process);
          assertThat(process.waitFor()).isEqualTo(code);
        });
    assertThat(microagent.state().resolve("workspaces")).isEmptyDirectory();
    State.assertNoLitter(microagent.state());
    assertThat(State.list(microagent).names()).containsExactly(image);
  }
}
