package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageIndexTest {

  @TempDir Path directory;

  private ImageIndex index;
  private Path file;

  @BeforeEach
  void open() {
    index = StateDirectory.open(directory.resolve("state")).index();
    file = directory.resolve("state/images/index.json");
  }

  @Test
  void aMissingFileIsAnEmptyIndexAndReadingLeavesNoTrace() throws IOException {
    assertThat(index.list()).isEmpty();
    assertThat(directory.resolve("state")).doesNotExist();
  }

  @Test
  void theFileIsWrittenAsDocumented() throws IOException {
    index.record(Samples.image("docker.io/library/ubuntu:24.04", "arm64", 'b'));
    index.record(Samples.image("docker.io/library/ubuntu:24.04", "amd64", 'a'));
    assertThat(file).hasContent(golden("two-images.json"));
    assertThat(Files.readString(file)).endsWith("\n}\n");
    try (var files = Files.list(file.getParent())) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("index.json", "locks");
    }
  }

  @Test
  void recordsAreOrderedByNameThenArchitectureThenDigest() throws IOException {
    index.record(Samples.image("b", "amd64", '1'));
    index.record(Samples.image("a", "arm64", '2'));
    index.record(Samples.image("a", "amd64", '3'));
    assertThat(index.list())
        .extracting(ImageRecord::digest)
        .extracting(digest -> digest.hex().charAt(0))
        .containsExactly('3', '2', '1');
  }

  @Test
  void whatChangesNothingWritesNothing() throws IOException {
    ImageRecord image = Samples.image("a", "amd64", '1');
    index.record(image);
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(file, longAgo);
    index.record(image);
    index.used(image, image.lastUsedAt());
    index.used(Samples.image("b", "amd64", '1'), Instant.EPOCH);
    index.keepOnly(images -> images);
    index.addMissing(_ -> List.of());
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);

    index.keepOnly(_ -> List.of());
    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(longAgo);
  }

  @Test
  void aRecordTakesThePlaceOfTheOneWithItsNameAndPlatform() throws IOException {
    index.record(Samples.image("a", "amd64", '1'));
    index.record(Samples.image("alias", "amd64", '1'));
    ImageRecord moved = Samples.image("a", "amd64", '2');
    index.record(moved);
    assertThat(index.list()).containsExactly(moved, Samples.image("alias", "amd64", '1'));
  }

  @Test
  void fractionsOfASecondAreDropped() {
    ImageRecord image = Samples.image("a", "amd64", '1');
    ImageRecord used =
        new ImageRecord(
            image.imageRef(),
            image.resolvedRef(),
            image.digest(),
            image.platform(),
            image.outputPath(),
            image.sizeBytes(),
            Instant.parse("2026-06-01T12:00:00.999Z"));
    assertThat(used).isEqualTo(image);
  }

  @Test
  void unknownKeysOfDocumentRecordAndPlatformSurvive() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, golden("unknown-keys-before.json"));
    // One record is replaced, one is left alone, one is new.
    index.record(Samples.image("a", "amd64", '9'));
    index.record(Samples.image("c", "amd64", 'c'));
    assertThat(file).hasContent(golden("unknown-keys-after.json"));
  }

  @Test
  void aRecordsJsonIsWhatTheFileHas() throws IOException {
    Map<String, Object> json = Samples.image("a", "arm64", '1').toJson();
    assertThat(json.keySet())
        .containsExactly(
            "image_ref",
            "resolved_ref",
            "digest",
            "platform",
            "output_path",
            "size_bytes",
            "last_used_at");
    assertThat(JsonText.write(json)).contains("\"last_used_at\": \"2026-06-01T12:00:00Z\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                    | not a JSON object
          `{`                                   | line 1
          `[]`                                  | not a JSON object
          `{"images":[]} {}`                    | something follows the document's end
          `{"images":[],"images":[]}`           | not a JSON object
          `{"images":{}}`                       | images is not a list
          `{"images":[7]}`                      | images[0]: a record is not an object
          `{"images":[{"image_ref":"a"}]}`      | images[0]: platform is not an object
          `{"images":[{"platform":{}}]}`        | images[0]: image_ref is not a string
          """)
  void aBrokenFileIsNamedAndNeverOverwritten(String content, String why) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThatThrownBy(index::list)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(StoreException.Kind.BROKEN_INDEX);
              assertThat(e.path()).isEqualTo(file);
            })
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
    assertThatThrownBy(() -> index.record(Samples.image("a", "amd64", '1')))
        .isInstanceOf(StoreException.class);
    assertThat(file).hasContent(content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          digest       | `"digest": "sha256:1111`  | `"digest": "md5:1111`
          size_bytes   | `1048576`                 | `-1`
          size_bytes   | `1048576`                 | `1.5`
          last_used_at | `"2026-06-01T12:00:00Z"`  | `"yesterday"`
          os           | `"linux"`                 | `null`
          """)
  void aBrokenValueIsNamed(String key, String right, String wrong) throws IOException {
    index.record(Samples.image("a", "amd64", '1'));
    String good = Files.readString(file);
    assertThat(good).contains(right);
    Files.writeString(file, good.replace(right, wrong));
    assertThatThrownBy(index::list)
        .hasMessageContaining("images[0]: " + key)
        .hasMessageContaining(" is ");
  }

  @Test
  void noListAndANullListAreEmpty() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}");
    assertThat(index.list()).isEmpty();
    Files.writeString(file, "{\"images\": null}");
    assertThat(index.list()).isEmpty();
  }

  @Test
  void directoriesMayBeSymbolicLinks() throws IOException {
    Path real = Files.createDirectories(directory.resolve("elsewhere/images"));
    Path state = Files.createDirectories(directory.resolve("linked"));
    Files.createSymbolicLink(state.resolve("images"), real);
    StateDirectory.open(state).index().record(Samples.image("a", "amd64", '1'));
    assertThat(real.resolve("index.json")).exists();
    assertThat(StateDirectory.open(state).index().list()).hasSize(1);
  }

  @Test
  void aFileWhereADirectoryShouldBeIsNamed() throws IOException {
    Path state = Files.writeString(directory.resolve("state"), "");
    assertThatThrownBy(() -> index.record(Samples.image("a", "amd64", '1')))
        .isInstanceOf(StoreException.class)
        .hasMessage(state + " is not a directory");
  }

  @Test
  void thePathIsAbsoluteAndKeepsWhatALinkMayChange() {
    assertThat(StateDirectory.open(Path.of(".")).path()).isEqualTo(Path.of("").toAbsolutePath());
    assertThat(StateDirectory.open(Path.of("/a/link/../b")).path())
        .isEqualTo(Path.of("/a/link/../b"));
  }

  private static String golden(String name) throws IOException {
    try (var in = ImageIndexTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no resource " + name);
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
