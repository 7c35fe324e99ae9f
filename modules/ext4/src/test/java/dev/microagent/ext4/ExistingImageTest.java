package dev.microagent.ext4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.filetree.Symlink;
import dev.microagent.filetree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files changed in an image that is there; e2fsck finds nothing wrong with it after. */
class ExistingImageTest {

  private static final String SECRET = "what was there before";
  private static final int SIZE_MIB = 8;

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void make() throws IOException {
    file = directory.resolve("image");
    try (ImageMaker maker = new ImageMaker(file, ImageMaker.options(SIZE_MIB))) {
      maker.tree.putDirectory(TreePath.parse("/usr"), ImageMaker.attributes(0755));
      maker.tree.putDirectory(TreePath.parse("/usr/etc"), ImageMaker.attributes(0755));
      maker.tree.put(TreePath.parse("/etc"), new Symlink(ImageMaker.attributes(0777), "/usr/etc"));
      maker.file("/usr/etc/conf", SECRET.getBytes(UTF_8));
      maker.file("/usr/etc/other", SECRET.getBytes(UTF_8));
      maker.finish();
    }
  }

  private ExistingImage open() throws IOException {
    return ExistingImage.open(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 1_000_000})
  void aFileHoldsWhatItWasGiven(int size) throws Exception {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    try (ExistingImage image = open()) {
      image.replace("/etc/conf", content);
      image.finish();
    }
    Command.assertClean(file);
    try (ExistingImage image = open()) {
      assertThat(image.read("/usr/etc/conf", size)).hasValue(content);
      assertThat(image.read("/usr/etc/other", 100)).hasValue(SECRET.getBytes(UTF_8));
      if (size > 0) {
        assertThat(image.read("/usr/etc/conf", size - 1)).isEmpty();
      }
    }
  }

  @Test
  void whatIsNotThere() throws IOException {
    try (ExistingImage image = open()) {
      assertThat(image.has("/etc/conf")).isTrue();
      assertThat(image.has("/etc/none")).isFalse();
      assertThat(image.has("/none/conf")).isFalse();
      assertThat(image.read("/etc/none", 100)).isEmpty();
      assertThatThrownBy(() -> image.replace("/etc/none", new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/etc/none");
    }
  }

  @Test
  void lookingChangesNothing() throws IOException {
    byte[] before = Files.readAllBytes(file);
    try (ExistingImage image = open()) {
      assertThat(image.has("/etc/conf")).isTrue();
      assertThat(image.read("/etc/conf", 100)).isPresent();
    }
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aFileThatDoesNotFitIsAnError() throws IOException {
    byte[] large = new byte[SIZE_MIB << 20];
    Arrays.fill(large, (byte) 'x');
    try (ExistingImage image = open()) {
      assertThatThrownBy(() -> image.replace("/etc/conf", large))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void whatIsNoFileSystemIsAnError() throws IOException {
    Files.write(file, new byte[1 << 20]);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("" + file);
  }
}
