package dev.microagent.cli;

import static dev.microagent.cli.CliRunner.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.cli.CliRunner.Result;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.PullResult;
import dev.microagent.store.ImageIndex;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pull and list as a user meets them. */
class PullAndListTest {

  @TempDir Path home;

  private CliRunner cli;
  private Path state;

  @BeforeEach
  void start() {
    cli = new CliRunner(home);
    state = home.resolve(".microagent");
  }

  @Test
  void pullTellsWhatItBuiltAndListShowsIt() {
    Result pulled = cli.run("images", "pull", "ubuntu:24.04");
    assertThat(pulled.code()).isZero();
    assertThat(pulled.err()).isEmpty();
    assertThat(pulled.out())
        .isEqualTo(
            """
            pulled %s
              digest    %s
              platform  linux/amd64
              size      1.0 GiB
              path      %s
            """
                .formatted(NAME, CliRunner.DIGEST, state.resolve("images/rootfs/key.ext4")));

    Result listed = cli.run("images", "list");
    assertThat(listed)
        .isEqualTo(
            new Result(
                0,
                """
                IMAGE                            DIGEST                PLATFORM      SIZE      LAST USED
                docker.io/library/ubuntu:24.04   sha256:0123456789ab   linux/amd64   1.0 GiB   2026-06-01 12:00
                """,
                ""));
  }

  @Test
  void pullSaysWhenNothingHadToBeBuilt() {
    cli.puller((directory, request, listener) -> {
      listener.waiting();
      listener.note("something left out");
      return new PullResult(CliRunner.image(NAME, directory.path()), true, true);
    });
    Result result = cli.run("images", "pull", "ubuntu:24.04");
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith(NAME + " is already built\n");
    assertThat(result.err())
        .isEqualTo("waiting for another pull of the same image\nsomething left out\n");
  }

  @Test
  void pullSaysWhatDoesNotBoot() {
    cli.puller((directory, request, listener) ->
        new PullResult(CliRunner.image(NAME, directory.path()), false, false));
    Result result = cli.run("images", "pull", "ubuntu:24.04");
    assertThat(result.code()).isZero();
    assertThat(result.err())
        .startsWith("no guest init for amd64: the root file system holds the image alone");
  }

  @Test
  void jsonOfPullIsTheRecordAndWhetherItWasReused() {
    Result result = cli.run("--json", "images", "pull", "ubuntu:24.04");
    assertThat(result)
        .isEqualTo(
            new Result(
                0,
                """
                {
                  "image_ref": "%1$s",
                  "resolved_ref": "%1$s@%2$s",
                  "digest": "%2$s",
                  "platform": {
                    "os": "linux",
                    "architecture": "amd64"
                  },
                  "output_path": "%3$s",
                  "size_bytes": 1073741824,
                  "last_used_at": "2026-06-01T12:00:00Z",
                  "reused": false
                }
                """
                    .formatted(NAME, CliRunner.DIGEST, state.resolve("images/rootfs/key.ext4")),
                ""));
  }

  @Test
  void optionsReachThePuller() {
    List<PullRequest> requests = new ArrayList<>();
    cli.puller((directory, request, listener) -> {
      requests.add(request);
      return new PullResult(CliRunner.image(NAME, directory.path()), true, true);
    });
    cli.run(
        "images", "pull", "--arch", "aarch64", "--size-mib", "2048", "--plain-http", "a.org/b:c");
    cli.run("images", "pull", "b");
    assertThat(requests.get(0).image().canonical()).isEqualTo("a.org/b:c");
    assertThat(requests.get(0).platform()).hasToString("linux/arm64");
    assertThat(requests.get(0).sizeMib()).hasValue(2048);
    assertThat(requests.get(0).source().plainHttp()).isTrue();
    assertThat(requests.get(1).platform().os()).isEqualTo("linux");
    assertThat(requests.get(1).sizeMib()).isEmpty();
    assertThat(requests.get(1).source().plainHttp()).isFalse();
  }

  @Test
  void listTellsImagesFromWhatBelongsToWorkspaces() throws IOException {
    ImageRecord image = CliRunner.image("ubuntu", state);
    ImageIndex index = StateDirectory.open(state).index();
    index.record(image);
    index.record(image.ofWorkspace("box"));
    assertThat(cli.run("images", "list").out())
        .isEqualTo(
            """
            IMAGE    DIGEST                PLATFORM      SIZE      LAST USED          WORKSPACE
            ubuntu   sha256:0123456789ab   linux/amd64   1.0 GiB   2026-06-01 12:00   -
            ubuntu   sha256:0123456789ab   linux/amd64   1.0 GiB   2026-06-01 12:00   box
            """);
  }

  @Test
  void jsonOfListIsWhatTheIndexHas() throws IOException {
    cli.run("images", "pull", "ubuntu:24.04");
    Result result = cli.run("images", "list", "--json");
    assertThat(result)
        .isEqualTo(new Result(0, Files.readString(state.resolve("images/index.json")), ""));
  }

  @Test
  void anEmptyListIsANoteAndLeavesNoTrace() {
    Result result = cli.run("images", "list");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("No images in " + state).contains("images pull");
    assertThat(cli.run("images", "list", "-q").err()).isEmpty();
    assertThat(cli.run("--json", "images", "list"))
        .isEqualTo(new Result(0, "{\n  \"images\": []\n}\n", ""));
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void aBrokenIndexIsNamed() throws IOException {
    Path index = state.resolve("images/index.json");
    Files.createDirectories(index.getParent());
    Files.writeString(index, "[");
    Result result = cli.run("images", "list");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("microagent: cannot list the images: the image index " + index + " is broken")
        .contains("\nhint: ");
    assertThat(index).hasContent("[");
  }

  @Test
  void namesCannotSpeakToTheTerminal() throws IOException {
    StateDirectory directory = StateDirectory.open(state);
    directory.index().record(CliRunner.image("evil\033[31m\n\u202ename", state));
    Result result = cli.run("images", "list");
    assertThat(result.out()).contains("evil\\x1b[31m\\x0a\\u202ename").hasLineCount(2);
  }
}
