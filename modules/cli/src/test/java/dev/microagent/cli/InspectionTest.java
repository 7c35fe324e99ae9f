package dev.microagent.cli;

import static dev.microagent.cli.CliRunner.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** inspect and verify as a user meets them. */
class InspectionTest {

  @TempDir Path home;
  private ImageRecord image;
  private Path provenance;

  @BeforeEach
  void recordAnImage() throws IOException {
    Path state = home.resolve(".microagent");
    image = CliRunner.image(NAME, state);
    Files.createDirectories(image.outputPath().getParent());
    Files.writeString(image.outputPath(), "of another size");
    StateDirectory.open(state).index().record(image);
    provenance = image.outputPath().resolveSibling("key.json");
  }

  @Test
  void whatIsRecordedIsShown() throws IOException {
    Files.writeString(provenance, "{\"omitted_xattrs\": [], \"checksum\": \"a\\u001b[31m\"}");
    CliRunner.Result result = run("images", "inspect", "ubuntu:24.04");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("image ref: " + NAME + "\n")
        .contains("\nsize: 1.0 GiB (1073741824)\n")
        .endsWith("\nprovenance:\n  checksum: a\\x1b[31m\n");
  }

  @Test
  void programsGetAllOfIt() throws IOException {
    Files.writeString(provenance, "{\"omitted_xattrs\": [], \"later\": 7}");
    CliRunner.Result result = run("--json", "images", "inspect", "0123456789ab");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("{\n  \"images\": [\n    {\n      \"image_ref\": \"" + NAME + "\",\n")
        .contains("\"provenance\": {\n        \"omitted_xattrs\": [],\n        \"later\": 7\n");
  }

  @Test
  void whatIsNotRecordedIsSaid() {
    assertThat(run("images", "inspect", NAME).out()).endsWith("\nprovenance: not recorded\n");
    assertThat(run("--json", "images", "inspect", NAME).out()).doesNotContain("provenance");
  }

  @Test
  void allThatANameMatchesIsShown() throws IOException {
    StateDirectory.open(home.resolve(".microagent")).index().tag(NAME, "local/other");
    assertThat(run("images", "inspect", CliRunner.DIGEST.toString()).out())
        .contains("image ref: " + NAME, "image ref: local/other");
  }

  @Test
  void brokenProvenanceIsAnError() throws IOException {
    Files.writeString(provenance, "{");
    assertFails("inspect", "broken-provenance", "key.json is broken", "images rm --delete");
  }

  @Test
  void aDamagedFileIsAnError() {
    assertFails("verify", "damaged", "it has 15 bytes, and had 1073741824", "images rm --delete");
  }

  @Test
  void aMissingFileIsAnError() throws IOException {
    Files.delete(image.outputPath());
    for (String command : new String[] {"inspect", "verify"}) {
      assertFails(command, "missing-file", image.outputPath() + " is gone", "images prune");
    }
  }

  private void assertFails(String command, String code, String why, String hint) {
    CliRunner.Result result = run("--json", "images", command, NAME);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith(
            "{\"error\":{\"code\":\"%s\",\"message\":\"cannot %s %s: "
                .formatted(code, command, NAME))
        .contains(why)
        .contains("\"hint\":\"")
        .contains(hint)
        .hasLineCount(1);
  }

  private CliRunner.Result run(String... args) {
    return new CliRunner(home).run(args);
  }
}
