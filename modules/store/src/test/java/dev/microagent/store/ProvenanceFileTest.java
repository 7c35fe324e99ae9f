package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceFileTest {

  private static final BaselineKey KEY = BaselineKey.of(List.of("key"));

  @TempDir Path directory;

  private StateDirectory state() {
    return StateDirectory.open(directory);
  }

  private Path publish() throws IOException {
    try (BaselineBuild build = state().baselines().begin(KEY, () -> {})) {
      Files.writeString(build.temporaryPath(), "content");
      build.publish(Map.of("digest", "sha256:ä"));
      return build.path();
    }
  }

  @Test
  void liesBesideTheBaselineAndGoesWithIt() throws IOException {
    Path file = publish();
    assertThat(file.resolveSibling(KEY + ".json")).hasContent("{\n  \"digest\": \"sha256:ä\"\n}\n");
    try (BaselineLease lease = state().baselines().hold(file)) {
      assertThat(state().baselines().provenance(lease.path()))
          .contains(Map.of("digest", "sha256:ä"));
    }
    state().remover().prune(state().remover().planPrune());
    assertThat(file.getParent()).isEmptyDirectory();
  }

  @Test
  void staysWhileItsBaselineIsReusedAndGoesOnceThatIsGone() throws IOException {
    Path file = publish();
    Path provenance = file.resolveSibling(KEY + ".json");
    state().baselines().begin(KEY, () -> {}).close();
    state().remover().prune();
    assertThat(provenance).exists();
    Files.delete(file);
    try (BaselineBuild build = state().baselines().begin(KEY, () -> {})) {
      state().remover().prune();
      assertThat(build.isPublished()).isFalse();
      assertThat(provenance).as("its key is in use").exists();
    }
    assertThat(provenance).doesNotExist();
  }

  @Test
  void litterIsCollectedAndOtherFilesAreNot() throws IOException {
    Path rootfs = Files.createDirectories(state().baselines().directory());
    Files.writeString(rootfs.resolve("." + KEY + ".json.tmp"), "half");
    Files.writeString(rootfs.resolve(KEY + ".json"), "{}");
    Path other = Files.writeString(rootfs.resolve("notes.json"), "somebody's");
    state().remover().prune();
    assertThat(rootfs.toFile().list()).containsExactly(other.getFileName().toString());
  }

  @Test
  void mayBeMissing() throws IOException {
    Path file = publish();
    Files.delete(file.resolveSibling(KEY + ".json"));
    assertThat(state().baselines().provenance(file.toRealPath())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "\0"})
  void mayBeBroken(String text) throws IOException {
    Path file = publish();
    Files.writeString(file.resolveSibling(KEY + ".json"), text);
    assertThatThrownBy(() -> state().baselines().provenance(file.toRealPath()))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.BROKEN_PROVENANCE));
  }
}
