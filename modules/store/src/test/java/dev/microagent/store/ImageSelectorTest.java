package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.codec.Digest;
import dev.microagent.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSelectorTest {

  @TempDir Path directory;

  private static final List<ImageRecord> IMAGES =
      List.of(
          Samples.image("docker.io/library/ubuntu:24.04", "amd64", 'a'),
          Samples.image("docker.io/library/ubuntu:24.04", "arm64", 'b'),
          Samples.image("local/ubuntu:baseline", "amd64", 'a'),
          Samples.image("oci:/layouts/app:v1", "amd64", 'c'));

  @ParameterizedTest
  @CsvSource({
    "docker.io/library/ubuntu:24.04, 2",
    "ubuntu:24.04, 2",
    "local/ubuntu:baseline, 1",
    "docker.io/local/ubuntu:baseline, 1",
    "oci:/layouts/app:v1, 1",
    "aaaaaaaaaaaa, 2",
    "AAAAAAAAAAAA, 2",
    "sha256:aaaaaaaaaaaa, 2",
    "sha256:bbbbbbbbbbbbbbbb, 1",
  })
  void finds(String name, int count) throws StoreException {
    assertThat(ImageSelector.select(IMAGES, name)).hasSize(count);
  }

  @Test
  void findsByWholeDigestAndResolvedReference() throws StoreException {
    String digest = IMAGES.getFirst().digest().toString();
    assertThat(ImageSelector.select(IMAGES, digest)).hasSize(2);
    assertThat(ImageSelector.select(IMAGES, "example.org/image@" + digest)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "ubuntu, NO_SUCH_IMAGE",
    "aaaaaaaaaaa, NO_SUCH_IMAGE",
    "sha256:aaaaaaaaaaa, NO_SUCH_IMAGE",
    "sha512:aaaaaaaaaaaa, NO_SUCH_IMAGE",
    "aaaaaaaaaaab, NO_SUCH_IMAGE",
    "'', NO_SUCH_IMAGE",
    "Not a Name, NO_SUCH_IMAGE",
  })
  void doesNotFind(String name, Kind kind) {
    assertThatThrownBy(() -> ImageSelector.select(IMAGES, name))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void aNameBeatsADigest() throws StoreException {
    List<ImageRecord> images =
        List.of(
            Samples.image("docker.io/library/aaaaaaaaaaaa:latest", "amd64", 'b'),
            Samples.image("other:1", "amd64", 'a'));
    assertThat(ImageSelector.select(images, "aaaaaaaaaaaa")).containsExactly(images.getFirst());
  }

  @Test
  void aPrefixOfSeveralDigestsIsRefused() {
    ImageRecord one = Samples.image("one:1", "amd64", 'a');
    String other = "a".repeat(20) + "b".repeat(44);
    ImageRecord two =
        new ImageRecord(
            "two:1",
            "example.org/image@sha256:" + other,
            new Digest("sha256", other),
            one.platform(),
            one.outputPath(),
            1,
            Samples.TIME);
    assertThatThrownBy(() -> ImageSelector.select(List.of(one, two), "a".repeat(12)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.AMBIGUOUS));
  }

  @Test
  void tagsAllPlatformsAndReplacesWhatHadTheName() throws IOException {
    ImageIndex index = StateDirectory.open(directory).index();
    Path file = Files.writeString(directory.resolve("file.ext4"), "");
    for (ImageRecord image : IMAGES) {
      index.record(at(image, file));
    }
    assertThat(index.tag("ubuntu:24.04", "mine")).hasSize(2);
    assertThat(index.match("docker.io/library/mine:latest")).hasSize(2);
    assertThat(index.tag("oci:/layouts/app:v1", "mine:latest")).hasSize(1);
    assertThat(index.match("mine"))
        .extracting(image -> image.digest().hex().charAt(0))
        .containsExactlyInAnyOrder('b', 'c');
    // A pull by that name takes it over, however it was typed.
    index.record(at(Samples.image("docker.io/library/mine:latest", "amd64", 'd'), file));
    assertThat(index.match("mine")).hasSize(2);
  }

  @Test
  void aTagOnItselfChangesNothing() throws IOException {
    ImageIndex index = StateDirectory.open(directory).index();
    Path file = Files.writeString(directory.resolve("file.ext4"), "");
    index.record(at(IMAGES.getFirst(), file));
    assertThat(index.tag("ubuntu:24.04", "ubuntu:24.04")).isEqualTo(index.list());
  }

  @Test
  void aTagOfWhatIsGoneOrCouldBeEitherIsRefused() throws IOException {
    ImageIndex index = StateDirectory.open(directory).index();
    ImageRecord image = IMAGES.getFirst();
    index.record(at(image, directory.resolve("none.ext4")));
    assertThatThrownBy(() -> index.tag("ubuntu:24.04", "mine"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING_FILE));
    index.record(at(image, Files.writeString(directory.resolve("one.ext4"), "")));
    index.record(
        at(image.withImageRef("larger:1"), Files.writeString(directory.resolve("two.ext4"), "")));
    assertThatThrownBy(() -> index.tag("a".repeat(12), "mine"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.AMBIGUOUS));
  }

  private static ImageRecord at(ImageRecord image, Path file) {
    return new ImageRecord(
        image.imageRef(),
        image.resolvedRef(),
        image.digest(),
        image.platform(),
        file,
        1,
        Samples.TIME);
  }
}
