package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.microagent.layers.LayerException;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.LayerAdmission;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that keep a layer when it is fetched for the second time. */
class LayerAdmissionBuildTest {

  private static final LayerOptions AGAIN =
      new LayerOptions(1 << 30, LayerAdmission.WHEN_FETCHED_AGAIN, 4);

  @TempDir Path dir;

  private TestLayout layout;
  private StateDirectory state;
  private Path cache;

  /** Indexes of the layers that came from the cache. */
  private final List<Integer> cached = new ArrayList<>();

  @BeforeEach
  void makeLayout() throws IOException {
    layout = new TestLayout(dir.resolve("layout"));
    state = StateDirectory.open(dir.resolve("state"));
    cache = dir.resolve("state/images/layers");
  }

  private static TestLayout.Tar lower() {
    return tar("bin/tool", noise(1 << 20));
  }

  private static TestLayout.Tar upper(String text) {
    return tar("etc/hostname", text.getBytes(UTF_8));
  }

  private static TestLayout.Tar tar(String name, byte[] content) {
    return new TestLayout.Tar().file(name, 0644, content);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Path pull(StateDirectory state, ImageReference image, LayerOptions layers)
      throws IOException {
    PullListener listener =
        new PullListener() {
          @Override
          public void cached(int layer) {
            synchronized (cached) {
              cached.add(layer);
            }
          }
        };
    PullRequest request =
        new PullRequest(
            image, Platform.parse("amd64"), OptionalLong.of(32), SourceOptions.DEFAULTS, layers);
    return new BaselinePuller(state).pull(request, listener).record().outputPath();
  }

  /** Pulls it as if it had never been built, and looks at what comes of it. */
  private void pull(ImageReference image) throws IOException {
    state.remover().prune(state.remover().planPrune());
    cached.clear();
    Path expected =
        pull(
            StateDirectory.open(dir.resolve("expected")),
            image,
            new LayerOptions(0, LayerAdmission.ALWAYS, 4));
    assertThat(Files.mismatch(pull(state, image, AGAIN), expected)).isEqualTo(-1);
  }

  /** What the cache has, by path. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> cache.relativize(file).toString())
          .toList();
    }
  }

  private void assertKept(int layers) throws IOException {
    assertThat(files()).filteredOn(file -> file.endsWith(".lz4")).hasSize(layers);
  }

  private void assertNothingButNotes(int notes) throws IOException {
    assertThat(files()).hasSize(notes).allMatch(file -> file.startsWith("seen/"));
  }

  @Test
  void theSecondFetchKeepsAndTheThirdPullFetchesNothing() throws IOException {
    layout.layer(lower());
    ImageReference image = layout.layer(upper("a\n")).reference();
    pull(image);
    assertNothingButNotes(2);

    pull(image);
    assertThat(cached).isEmpty();
    assertKept(2);

    pull(image);
    assertThat(cached).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aLayerThatImagesShareIsKeptWithTheSecond() throws IOException {
    pull(layout.layer(lower()).reference());
    pull(layout.layer(upper("b\n")).reference());
    assertKept(1);
    pull(layout.layer(upper("c\n")).reference());
    assertThat(cached).containsExactly(0);
    assertKept(2);
  }

  @Test
  void whatEarlierPullsKeptIsUsed() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(state, image, LayerOptions.DEFAULTS);
    pull(image);
    assertThat(cached).containsExactly(0);
    assertThat(files()).singleElement(STRING).endsWith(".lz4");
  }

  @Test
  void aDamagedLayerIsKeptAnewAtOnce() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(image);
    pull(image);
    Path kept =
        cache.resolve(
            files().stream().filter(file -> file.endsWith(".lz4")).findAny().orElseThrow());
    byte[] sound = Files.readAllBytes(kept);
    Files.write(kept, new byte[100]);
    pull(image);
    assertThat(kept).hasBinaryContent(sound);
  }

  /** An image may have one layer at several places, such as one that is empty. */
  @Test
  void aLayerThatAnImageHasTwiceIsKeptOnce() throws IOException {
    ImageReference image = layout.layer(lower()).layer(upper("d\n")).layer(lower()).reference();
    pull(image);
    pull(image);
    assertKept(2);
    pull(image);
    assertThat(cached).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void aFetchThatBreaksDoesNotCount() throws IOException {
    ImageReference image = layout.layer(tar("noise", noise(10 << 20))).reference();
    Path layer = layout.lastBlob();
    try (FaultyRegistry registry = new FaultyRegistry(dir.resolve("layout"), layer)) {
      registry.answers(List.of(FaultyRegistry.cut(2)));
      assertThatThrownBy(() -> pull(state, registry.reference(), AGAIN))
          .hasMessageContaining("connection");
      assertThat(files()).singleElement(STRING).endsWith(".part");

      registry.answers(List.of(FaultyRegistry.PART));
      pull(state, registry.reference(), AGAIN);
      assertNothingButNotes(1);
    }
    pull(image);
    assertKept(1);
  }

  /** Those below it are whole, and were fetched. */
  @Test
  void aLayerThatIsNotWhatItShouldBeDoesNotCount() throws IOException {
    ImageReference image =
        layout.layer(lower()).layer(upper("e\n"), TestLayout.sha256(noise(1))).reference();
    for (int kept : new int[] {0, 1}) {
      assertThatThrownBy(() -> pull(state, image, AGAIN)).isInstanceOf(LayerException.class);
      assertThat(files()).filteredOn(file -> file.startsWith("seen/")).hasSize(1);
      assertKept(kept);
    }
  }

  @Test
  void aPullGoesWellWhereNothingCanBeNoted() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    Files.createDirectories(cache.getParent());
    Files.createFile(cache);
    pull(image);
    pull(image);
    assertThat(cache).isEmptyFile();
  }

  @Test
  void withNoRoomAllIsForgotten() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(image);
    pull(state, image, new LayerOptions(0, LayerAdmission.WHEN_FETCHED_AGAIN, 4));
    assertThat(files()).isEmpty();
    pull(image);
    assertKept(0);
  }
}
