package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Mke2fsPullTest {

  private static final Path MKE2FS = Path.of("/sbin/mke2fs");

  @TempDir Path dir;

  @Test
  void aBaselineOfItsOwnWithTheSameTree() throws IOException {
    Tools.need("mke2fs");
    StateDirectory state = StateDirectory.open(dir.resolve("state"));
    ImageReference image =
        new TestLayout(dir.resolve("layout"))
            .layer(
                new TestLayout.Tar()
                    .directory("etc/")
                    .file("etc/gone", 0600, new byte[9000])
                    .file("etc/hostname", 04640, "name\n".getBytes(UTF_8)))
            .layer(
                new TestLayout.Tar()
                    .file("etc/.wh.gone", 0, new byte[0])
                    .hardLink("etc/same", "etc/hostname")
                    .symlink("link", "etc"))
            .reference();
    ImageRecord written = pull(state, image, null);
    ImageRecord staged = pull(state, image, MKE2FS);
    assertThat(staged.outputPath()).isNotEqualTo(written.outputPath());
    assertThat(builder(state, written)).containsOnlyKeys("name", "version");
    assertThat(builder(state, staged))
        .containsEntry("name", "microagent with mke2fs")
        .containsOnlyKeys("name", "version", "mke2fs_version", "mke2fs_digest");
    assertThat(new BaselineVerifier(state).verify(staged.digest().toString())).hasSize(1);
    assertThat(list(staged)).isEqualTo(list(written));
    try (var files = Files.list(state.baselines().directory())) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  @Test
  void beginsAgainWithoutALayerOfTheCacheThatIsDamaged() throws IOException {
    Tools.need("mke2fs");
    StateDirectory state = StateDirectory.open(dir.resolve("state"));
    ImageReference image =
        new TestLayout(dir.resolve("layout"))
            .layer(new TestLayout.Tar().file("a", 0644, new byte[9000]))
            .layer(new TestLayout.Tar().file("b", 0644, new byte[9000]))
            .reference();
    pull(state, image, null);
    try (var files = Files.newDirectoryStream(dir.resolve("state/images/layers"))) {
      for (Path file : files) {
        Files.write(file, new byte[9]);
      }
    }
    assertThat(list(pull(state, image, MKE2FS))).hasSize(4);
  }

  private static ImageRecord pull(StateDirectory state, ImageReference image, @Nullable Path mke2fs)
      throws IOException {
    Platform platform = Platform.parse("amd64");
    PullRequest request =
        new PullRequest(
            image,
            platform,
            OptionalLong.empty(),
            SourceOptions.DEFAULTS,
            LayerOptions.DEFAULTS,
            mke2fs,
            GuestInits.none());
    PullResult result = new BaselinePuller(state).pull(request, PullListener.NONE);
    assertThat(result.reused()).isFalse();
    return result.record();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> builder(StateDirectory state, ImageRecord record)
      throws IOException {
    Map<String, Object> facts = state.baselines().provenance(record.outputPath()).orElseThrow();
    return (Map<String, Object>) facts.get("builder");
  }

  private List<String> list(ImageRecord record) throws IOException {
    try (Tools.Mount mount =
        Tools.Mount.of(dir.resolve("mnt"), "-o", "loop,ro", record.outputPath().toString())) {
      return Tools.run(
              "find", mount.directory().toString(), "-printf", "%P %y %m %U %G %T@ %n %l\\n")
          .lines()
          .sorted()
          .toList();
    }
  }
}
