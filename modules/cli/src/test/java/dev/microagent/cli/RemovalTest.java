package dev.microagent.cli;

import static dev.microagent.cli.CliRunner.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tag, rm and prune as a user meets them. */
class RemovalTest {

  private static final Digest DIGEST = new Digest("sha256", "0123456789abcdef".repeat(4));

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void recordAnImage() throws IOException {
    file = home.resolve(".microagent/images/rootfs/" + "a".repeat(32) + ".ext4");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content");
    StateDirectory.open(home.resolve(".microagent"))
        .index()
        .record(
            new ImageRecord(
                NAME,
                "docker.io/library/ubuntu@" + DIGEST,
                DIGEST,
                new Platform("linux", "amd64", null),
                file,
                7,
                CliRunner.TIME));
  }

  @Test
  void aTagIsKeptAsTyped() throws IOException {
    CliRunner.Result tag = run("images", "tag", "ubuntu:24.04", "local/ubuntu:baseline");
    assertThat(tag.err()).isEmpty();
    assertThat(tag.out()).isEqualTo("local/ubuntu:baseline (linux/amd64) is " + DIGEST + "\n");
    assertThat(tag.code()).isZero();
    assertThat(names()).containsExactly(NAME, "local/ubuntu:baseline");
    CliRunner.Result json = run("--json", "images", "tag", "0123456789ab", "local/other");
    assertThat(json.out()).contains("\"image_ref\": \"local/other\"");
  }

  @Test
  void aTargetThatIsNoNameIsBadUsage() {
    assertThat(run("images", "tag", "ubuntu:24.04", "oci:dir").code()).isEqualTo(2);
    assertThat(run("images", "tag", "ubuntu:24.04", "x@" + DIGEST).code()).isEqualTo(2);
    assertThat(run("images", "tag", "ubuntu:24.04").code()).isEqualTo(2);
  }

  @Test
  void whatIsNotThereIsSaid() {
    for (String[] command :
        new String[][] {{"images", "rm", "none:1"}, {"images", "tag", "none:1", "other"}}) {
      CliRunner.Result result = run(command);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .contains("none:1: no such image is recorded")
          .contains("hint: see 'microagent images list'");
    }
  }

  @Test
  void rmAloneAsksNothingAndKeepsTheFile() throws IOException {
    CliRunner.Result rm = run("images", "rm", "ubuntu:24.04");
    assertThat(rm.code()).isZero();
    assertThat(rm.out()).isEqualTo("removed " + NAME + " (linux/amd64)\n");
    assertThat(file).exists();
    assertThat(names()).isEmpty();
  }

  @Test
  void withoutATerminalNothingIsDeletedUnasked() throws IOException {
    for (String[] command :
        new String[][] {{"images", "rm", "--delete", NAME}, {"images", "prune", "--delete"}}) {
      CliRunner.Result result = run(command);
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.err()).contains("needs to be confirmed").contains("hint: use --yes");
      assertThat(result.out()).isEmpty();
      assertThat(file).exists();
      assertThat(names()).containsExactly(NAME);
    }
  }

  @Test
  void onATerminalTheQuestionNamesTheFileAndNoIsTheDefault() throws IOException {
    for (String answer : new String[] {"", "\n", "n\n", "no\n", "what\n"}) {
      CliRunner.Result result =
          new CliRunner(home).typing(answer).run("images", "rm", "--delete", NAME);
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.err())
          .contains(file.toString())
          .contains("Delete? [y/N] ")
          .contains("declined, nothing was changed");
      assertThat(names()).containsExactly(NAME);
    }
    CliRunner.Result yes =
        new CliRunner(home).typing("yes\n").run("images", "rm", "--delete", NAME);
    assertThat(yes.code()).isZero();
    assertThat(file).doesNotExist();
  }

  @Test
  void withJsonNobodyIsAsked() throws IOException {
    CliRunner.Result result =
        new CliRunner(home).typing("y\n").run("--json", "images", "prune", "--delete");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("\"code\":\"confirmation-needed\"").doesNotContain("[y/N]");
    assertThat(names()).containsExactly(NAME);
  }

  @Test
  void pruneTellsWhatBecameOfEachRecord() throws IOException {
    CliRunner.Result result = run("--json", "images", "prune", "--delete", "-y");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith(
            "{\n  \"removed\": [],\n  \"deleted\": [\n    {\n      \"image_ref\": \"" + NAME)
        .endsWith("  \"kept\": []\n}\n");
    assertThat(file).doesNotExist();
  }

  @Test
  void pruningNothingAsksNothing() throws IOException {
    Files.delete(file);
    CliRunner.Result first = run("images", "prune", "--delete");
    assertThat(first.code()).isZero();
    assertThat(first.out()).isEqualTo("removed " + NAME + " (linux/amd64)\n");
    assertThat(run("images", "prune", "--delete").out()).isEqualTo("nothing to remove\n");
  }

  private CliRunner.Result run(String... args) {
    return new CliRunner(home).run(args);
  }

  private List<String> names() throws IOException {
    return StateDirectory.open(home.resolve(".microagent")).index().list().stream()
        .map(ImageRecord::imageRef)
        .toList();
  }
}
