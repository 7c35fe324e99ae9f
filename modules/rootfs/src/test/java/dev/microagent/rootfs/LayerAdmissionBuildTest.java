package dev.microagent.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import dev.microagent.layers.LayerException;
import dev.microagent.oci.ImageReference;
import dev.microagent.store.LayerAdmission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Builds that keep a layer when it is fetched for the second time. */
class LayerAdmissionBuildTest extends LayerCacheFixture {

  private static final LayerOptions AGAIN =
      new LayerOptions(1 << 30, LayerAdmission.WHEN_FETCHED_AGAIN, 4);

  /** Pulls it as if it had never been built, and looks at what comes of it. */
  private void pull(ImageReference image) throws IOException {
    forgetBaselines();
    heard.cached.clear();
    assertSameBytes(pull(state, image, AGAIN), expected(image));
  }

  private void assertKept(int layers) throws IOException {
    assertThat(files()).filteredOn(LayerAdmissionBuildTest::isLayer).hasSize(layers);
  }

  private void assertNothingButNotes(int notes) throws IOException {
    assertThat(files()).hasSize(notes).allMatch(this::isNote);
  }

  private static boolean isLayer(Path file) {
    return file.toString().endsWith(".lz4");
  }

  private boolean isNote(Path file) {
    return file.startsWith(cache.resolve("seen"));
  }

  @Test
  void theSecondFetchKeepsAndTheThirdPullFetchesNothing() throws IOException {
    layout.layer(lower());
    ImageReference image = layout.layer(upper("a\n")).reference();
    pull(image);
    assertNothingButNotes(2);

    pull(image);
    assertThat(heard.cached).isEmpty();
    assertKept(2);

    pull(image);
    assertThat(heard.cached).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void aLayerThatImagesShareIsKeptWithTheSecond() throws IOException {
    pull(layout.layer(lower()).reference());
    pull(layout.layer(upper("b\n")).reference());
    assertKept(1);
    pull(layout.layer(upper("c\n")).reference());
    assertThat(heard.cached).containsExactly(0);
    assertKept(2);
  }

  @Test
  void whatEarlierPullsKeptIsUsed() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(state, image, LayerOptions.DEFAULTS);
    pull(image);
    assertThat(heard.cached).containsExactly(0);
    assertThat(files()).singleElement(PATH).hasExtension("lz4");
  }

  @Test
  void aDamagedLayerIsKeptAnewAtOnce() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(image);
    pull(image);
    Path kept = files().stream().filter(LayerAdmissionBuildTest::isLayer).findAny().orElseThrow();
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
    assertThat(heard.cached).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void aFetchThatBreaksDoesNotCount() throws IOException {
    ImageReference image =
        layout.layer(new TestLayout.Tar().file("noise", 0644, noise(10 << 20))).reference();
    Path layer = layout.lastBlob();
    try (FaultyRegistry registry = new FaultyRegistry(dir.resolve("layout"), layer)) {
      registry.answers(List.of(FaultyRegistry.cut(2)));
      assertThatThrownBy(() -> pull(state, registry.reference(), AGAIN))
          .hasMessageContaining("connection");
      assertThat(files()).singleElement(PATH).hasExtension("part");

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
      assertThat(files()).filteredOn(this::isNote).hasSize(1);
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
