package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;

/** A layout to pull from into a state directory, and what tests ask of the layer cache there. */
abstract class LayerCacheFixture {

  static final LayerOptions UNCACHED = new LayerOptions(0, LayerAdmission.ALWAYS, 4);

  @TempDir Path dir;

  final Heard heard = new Heard();
  TestLayout layout;
  StateDirectory state;
  Path cache;

  @BeforeEach
  void makeLayout() throws IOException {
    layout = new TestLayout(dir.resolve("layout"));
    state = StateDirectory.open(dir.resolve("state"));
    cache = dir.resolve("state/images/layers");
  }

  /** Tells which layers came from the cache, and how much did not. */
  static final class Heard implements PullListener {

    final List<Integer> cached = new ArrayList<>();
    long fetched;

    @Override
    public synchronized void cached(int layer) {
      cached.add(layer);
    }

    @Override
    public synchronized void fetched(int layer, long bytes) {
      fetched += bytes;
    }
  }

  static TestLayout.Tar lower() {
    return new TestLayout.Tar().file("bin/tool", 0755, noise(1 << 20));
  }

  static TestLayout.Tar upper(String text) {
    return new TestLayout.Tar().file("etc/hostname", 0644, text.getBytes(UTF_8));
  }

  static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  Path pull(StateDirectory state, ImageReference image, LayerOptions layers) throws IOException {
    PullRequest request =
        new PullRequest(
            image, Platform.parse("amd64"), OptionalLong.of(32), SourceOptions.DEFAULTS, layers);
    return new BaselinePuller(state).pull(request, heard).record().outputPath();
  }

  /** What the image is without any cache. */
  Path expected(ImageReference image) throws IOException {
    return pull(StateDirectory.open(dir.resolve("expected")), image, UNCACHED);
  }

  /** Makes the next pull a build again. */
  void forgetBaselines() throws IOException {
    state.remover().prune(state.remover().planPrune());
  }

  /** All that the cache has, at any depth. */
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static void assertSameBytes(Path actual, Path expected) throws IOException {
    assertThat(Files.mismatch(actual, expected)).isEqualTo(-1);
  }
}
