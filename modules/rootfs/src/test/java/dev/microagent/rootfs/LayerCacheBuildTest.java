package dev.microagent.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.layers.LayerException;
import dev.microagent.oci.ImageReference;
import dev.microagent.store.LayerAdmission;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Builds with layers of the cache, and what becomes of it when those are damaged. */
class LayerCacheBuildTest extends LayerCacheFixture {

  private Path pull(ImageReference image) throws IOException {
    return pull(state, image, LayerOptions.DEFAULTS);
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
    assertThat(files()).hasSize(2);
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
    List<Path> files = files();
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
    Damage.FLIPPED.befall(files().getFirst());
    forgetBaselines();
    Files.delete(layout.lastBlob());

    assertThatThrownBy(() -> pull(image)).hasMessageContaining("blob");
    assertThat(cache).isEmptyDirectory();
    assertThat(dir.resolve("state/images/rootfs")).isEmptyDirectory();
  }

  @Test
  void aLayerThatIsNotWhatItShouldBeIsNotKept() throws IOException {
    ImageReference image = layout.layer(lower(), TestLayout.sha256(noise(1))).reference();
    assertThatThrownBy(() -> pull(image)).isInstanceOf(LayerException.class);
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void withNoRoomItIsEmptied() throws IOException {
    ImageReference image = layout.layer(lower()).reference();
    pull(image);
    assertThat(files()).hasSize(1);
    pull(state, image, UNCACHED);
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aLayerLargerThanTheCacheIsNotKept() throws IOException {
    ImageReference image = layout.layer(lower()).layer(upper("d\n")).reference();
    pull(state, image, new LayerOptions(1 << 19, LayerAdmission.ALWAYS, 4));
    assertThat(files()).hasSize(1);
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
