package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.layers.LayerException;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.LayerAdmission;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Builds with layers of the cache, and what becomes of it when those are damaged. */
class LayerCacheBuildTest {

  private static final LayerOptions UNCACHED = new LayerOptions(0, LayerAdmission.ALWAYS, 4);

  @TempDir Path dir;

  private TestLayout layout;
  private StateDirectory state;
  private Path cache;

  @BeforeEach
  void makeLayout() throws IOException {
    layout = new TestLayout(dir.resolve("layout"));
    state = StateDirectory.open(dir.resolve("state"));
    cache = dir.resolve("state/images/layers");
  }

  private static TestLayout.Tar lower() {
    return new TestLayout.Tar().file("bin/tool", 0755, noise(1 << 20));
  }

  private static TestLayout.Tar upper(String text) {
    return new TestLayout.Tar().file("etc/hostname", 0644, text.getBytes(UTF_8));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Tells which layers came from the cache. */
  private static final class Heard implements PullListener {

    private final List<Integer> cached = new ArrayList<>();
    private long fetched;

    @Override
    public synchronized void cached(int layer) {
      cached.add(layer);
    }

    @Override
    public synchronized void fetched(int layer, long bytes) {
      fetched += bytes;
    }
  }

  private final Heard heard = new Heard();

  private Path pull(StateDirectory state, ImageReference image, LayerOptions layers)
      throws IOException {
    return new BaselinePuller(state)
        .pull(
            new PullRequest(
                image,
                Platform.parse("amd64"),
                OptionalLong.of(32),
                SourceOptions.DEFAULTS,
                layers),
            heard)
        .record()
        .outputPath();
  }

  private Path pull(ImageReference image) throws IOException {
    return pull(state, image, LayerOptions.DEFAULTS);
  }

  /** What the image is without any cache. */
  private Path expected(ImageReference image) throws IOException {
    return pull(StateDirectory.open(dir.resolve("other-state")), image, UNCACHED);
  }

  private static void assertSameBytes(Path actual, Path expected) throws IOException {
    assertThat(Files.mismatch(actual, expected)).isEqualTo(-1);
  }

  /** Makes the next pull a build again. */
  private void forgetBaselines() throws IOException {
    state.remover().prune(state.remover().planPrune());
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aRebuildNeedsNoBlob() throws IOException {
    layout.layer(lower());
    Path lowerBlob = layout.lastBlob();
    ImageReference image = layout.layer(upper("a\n")).reference();
    Path expected = expected(image);
    pull(image);
    forgetBaselines();
    Files.delete(lowerBlob);
    Files.delete(layout.lastBlob());

    assertThat(heard.cached).isEmpty();
    long fetched = heard.fetched;
    assertSameBytes(pull(image), expected);
    assertThat(heard.cached).containsExactlyInAnyOrder(0, 1);
    assertThat(heard.fetched).isEqualTo(fetched);
  }

  @Test
  void imagesShareLayers() throws IOException {
    pull(layout.layer(lower()).reference());
    Files.delete(layout.lastBlob());
    pull(layout.layer(upper("b\n")).reference());
    assertThat(heard.cached).containsExactly(0);
    assertThat(cached()).hasSize(2);
  }

  /** What can befall a file of the cache. */
  enum Damage {
    FLIPPED {
      @Override
      void befall(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    },
    CUT {
      @Override
      void befall(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    EMPTY {
      @Override
      void befall(Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    FOREIGN {
      @Override
      void befall(Path file) throws IOException {
        Files.write(file, noise(70_000));
      }
    },
    LONGER {
      @Override
      void befall(Path file) throws IOException {
        Files.write(file, new byte[512], StandardOpenOption.APPEND);
      }
    },
    /** Sound in itself, but not the layer whose name it has. */
    ANOTHER {
      @Override
      void befall(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
          Path other =
              files.filter(f -> f.toString().endsWith(".lz4") && !f.equals(file)).findAny().get();
          Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    },
    DIRECTORY {
      @Override
      void befall(Path file) throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
      }
    },
    PIPE {
      @Override
      void befall(Path file) throws IOException {
        Files.delete(file);
        Tools.run("mkfifo", file.toString());
      }
    };

    abstract void befall(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedLayerIsOneThatIsNotThere(Damage damage) throws IOException {
    ImageReference image = layout.layer(lower()).layer(upper("c\n")).reference();
    Path expected = expected(image);
    pull(image);
    List<Path> files = cached();
    byte[] sound = Files.readAllBytes(files.getFirst());
    damage.befall(files.getFirst());
    forgetBaselines();

    assertSameBytes(pull(image), expected);
    assertThat(files.getFirst()).hasBinaryContent(sound);
  }

  @Test
  void withoutItsBlobADamagedLayerIsAnError() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(image);
    Damage.FLIPPED.befall(cached().getFirst());
    forgetBaselines();
    Files.delete(layout.lastBlob());

    assertThatThrownBy(() -> pull(image)).hasMessageContaining("blob");
    assertThat(cached()).isEmpty();
    assertThat(dir.resolve("state/images/rootfs")).isEmptyDirectory();
  }

  @Test
  void aLayerThatIsNotWhatItShouldBeIsNotKept() throws IOException {
    ImageReference image = layout.layer(lower(), TestLayout.sha256(noise(1))).reference();
    assertThatThrownBy(() -> pull(image)).isInstanceOf(LayerException.class);
    assertThat(cached()).isEmpty();
  }

  @Test
  void withNoRoomItIsEmptied() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(image);
    assertThat(cached()).hasSize(1);
    pull(state, image, UNCACHED);
    assertThat(cached()).isEmpty();
  }

  @Test
  void aLayerLargerThanTheCacheIsNotKept() throws IOException {
    ImageReference image = layout.layer(lower()).layer(upper("d\n")).reference();
    pull(state, image, new LayerOptions(1 << 19, LayerAdmission.ALWAYS, 4));
    assertThat(cached()).hasSize(1);
  }

  @Test
  void aPullGoesWellWithoutADirectoryForTheCache() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    Files.createDirectories(cache.getParent());
    Files.createFile(cache);
    assertSameBytes(pull(image), expected(image));
  }

  @Test
  void theCacheTakesNoSpaceThatTheImageNeeds() throws IOException {
    ImageReference image =
        layout
            .layer(lower())
            .layer(new TestLayout.Tar().file("bin/large", 0755, noise(4 << 20)))
            .reference();
    Path expected = expected(image);
    long bytes = 512 * Long.parseLong(Tools.run("stat", "-c%b", expected.toString()).strip());
    String size = "size=" + (bytes + (512 << 10));
    try (Tools.Mount mount =
        Tools.Mount.of(dir.resolve("small"), "-t", "tmpfs", "-o", size, "none")) {
      StateDirectory small = StateDirectory.open(mount.directory());
      // Also where the cache had its layers before the disk was full.
      Path layers = Files.createDirectories(mount.directory().resolve("images/layers"));
      Files.write(layers.resolve("sha256-" + "0".repeat(64) + ".lz4"), noise(3 << 20));
      assertSameBytes(pull(small, image, LayerOptions.DEFAULTS), expected);
      assertThat(layers).isEmptyDirectory();
    }
  }
}
