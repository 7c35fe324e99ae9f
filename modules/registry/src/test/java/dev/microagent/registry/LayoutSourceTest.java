package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayoutSourceTest {

  private static final Platform AMD64 = Platform.parse("amd64");

  /** The two shapes of a layout. */
  enum Shape {
    DIRECTORY,
    ARCHIVE
  }

  @TempDir private Path temporary;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final TestImage amd64 = new TestImage("linux/amd64", "layer of amd64");
  private final TestImage arm64 = new TestImage("linux/arm64/v8", "layer of arm64");

  private void add(TestImage image) {
    image.blobs().forEach(this::addBlob);
  }

  private void addBlob(String digest, byte[] bytes) {
    files.put("blobs/" + digest.replace(':', '/'), bytes);
  }

  private void layout(String... entries) {
    files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8));
    files.put("index.json", TestImage.index(entries));
  }

  private static String tagged(TestImage image, String tag) {
    return TestImage.descriptor(
        MediaTypes.OCI_MANIFEST,
        image.manifest(),
        "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag + "\"}");
  }

  private String write(Shape shape) throws IOException {
    if (shape == Shape.DIRECTORY) {
      Path directory = temporary.resolve("layout");
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      return "oci:" + directory;
    }
    TestTar tar = new TestTar();
    files.forEach((name, bytes) -> tar.file("./" + name, bytes));
    Path file = temporary.resolve("layout.tar");
    Files.write(file, tar.end());
    return "oci-archive:" + file;
  }

  private static void assertFails(String reference, RegistryException.Kind kind, String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> {
          try (ImageSource source = Sources.open(reference)) {
            source.resolve(AMD64);
          }
        })
        .withMessageContaining(why)
        .matches(e -> e.kind() == kind, "is " + kind);
  }

  @ParameterizedTest
  @EnumSource
  void resolvesByTagAndByDigest(Shape shape) throws Exception {
    add(amd64);
    add(arm64);
    layout(tagged(arm64, "arm"), tagged(amd64, "python:slim"));
    String layout = write(shape);
    try (ImageSource source = Sources.open(layout + ":python:slim")) {
      ResolvedImage resolved = source.resolve(AMD64);
      assertThat(resolved.digest()).isEqualTo(amd64.manifestDigest());
      assertThat(resolved.imageRef()).isEqualTo(layout + ":python:slim");
      assertThat(resolved.resolvedRef()).isEqualTo(layout + "@" + amd64.manifestDigest());
      assertThat(Sources.read(source, resolved.layers().getFirst().descriptor()))
          .asString(UTF_8)
          .isEqualTo("layer of amd64");
    }
    try (ImageSource source = Sources.open(layout + "@" + amd64.manifestDigest())) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(amd64.manifestDigest());
    }
    String missing = "sha256:" + "0".repeat(64);
    assertFails(layout + "@" + missing, RegistryException.Kind.NOT_FOUND, "no such image");
    assertFails(layout + ":nope", RegistryException.Kind.NOT_FOUND, "there is arm, python:slim");
    assertFails(layout, RegistryException.Kind.NOT_FOUND, "several images in it, name one");
    assertFails(layout + ":arm", RegistryException.Kind.NO_PLATFORM, "there is linux/arm64/v8");
  }

  @ParameterizedTest
  @EnumSource
  void needsNoTagForASingleImage(Shape shape) throws Exception {
    add(amd64);
    layout(tagged(amd64, "any"));
    try (ImageSource source = Sources.open(write(shape))) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(amd64.manifestDigest());
    }
  }

  @Test
  void followsANestedIndex() throws Exception {
    add(amd64);
    add(arm64);
    byte[] index =
        TestImage.index(
            TestImage.descriptor(
                MediaTypes.OCI_MANIFEST, amd64.manifest(), TestImage.platform("linux/amd64")),
            TestImage.descriptor(
                MediaTypes.OCI_MANIFEST, arm64.manifest(), TestImage.platform("linux/arm64/v8")));
    addBlob(TestImage.digest(index).toString(), index);
    layout(
        TestImage.descriptor(
            MediaTypes.OCI_INDEX,
            index,
            "\"annotations\":{\"org.opencontainers.image.ref.name\":\"multi:arch\"}"));
    String layout = write(Shape.DIRECTORY);
    try (ImageSource source = Sources.open(layout + ":multi:arch")) {
      assertThat(source.resolve(Platform.parse("arm64")).digest())
          .isEqualTo(arm64.manifestDigest());
      assertThat(source.resolve(AMD64).digest()).isEqualTo(amd64.manifestDigest());
    }
    try (ImageSource source = Sources.open(layout + "@" + arm64.manifestDigest())) {
      assertThat(source.resolve(Platform.parse("arm64")).digest())
          .as("a manifest that index.json itself doesn't list")
          .isEqualTo(arm64.manifestDigest());
    }
  }

  @Test
  void takesUnnamedImagesForOneImageOfSeveralPlatforms() throws Exception {
    add(amd64);
    add(arm64);
    layout(
        TestImage.descriptor(
            MediaTypes.OCI_MANIFEST, arm64.manifest(), TestImage.platform("linux/arm64")),
        TestImage.descriptor(MediaTypes.OCI_MANIFEST, amd64.manifest()));
    try (ImageSource source = Sources.open(write(Shape.DIRECTORY))) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(amd64.manifestDigest());
      assertThat(source.resolve(Platform.parse("arm64")).digest())
          .isEqualTo(arm64.manifestDigest());
    }
  }

  @Test
  void findsContainerdsNames() throws Exception {
    add(amd64);
    layout(
        TestImage.descriptor(
            MediaTypes.OCI_MANIFEST,
            amd64.manifest(),
            "\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/x:1\","
                + "\"org.opencontainers.image.ref.name\":\"1\"}"));
    try (ImageSource source = Sources.open(write(Shape.ARCHIVE) + ":docker.io/library/x:1")) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(amd64.manifestDigest());
    }
  }

  @ParameterizedTest
  @EnumSource
  void noticesChangedAndMissingBlobs(Shape shape) throws Exception {
    add(amd64);
    layout(tagged(amd64, "t"));
    String layer = "sha256/" + TestImage.digest("layer of amd64".getBytes(UTF_8)).hex();
    files.put("blobs/" + layer, "layer of amd65".getBytes(UTF_8));
    String config = "sha256/" + TestImage.digest(amd64.config()).hex();
    try (ImageSource source = Sources.open(write(shape))) {
      ResolvedImage resolved = source.resolve(AMD64);
      assertThatExceptionOfType(VerificationException.class)
          .isThrownBy(() -> Sources.read(source, resolved.layers().getFirst().descriptor()));
    }
    files.remove("blobs/" + config);
    try (var all = Files.walk(temporary)) {
      for (Path path : all.filter(p -> p.endsWith(Path.of(config))).toList()) {
        Files.delete(path);
      }
    }
    assertFails(write(shape), RegistryException.Kind.NOT_FOUND, "is missing from it");
  }

  @Test
  void refusesWhatIsNoLayout() throws Exception {
    assertFails(
        "oci:" + temporary.resolve("none"), RegistryException.Kind.NOT_FOUND, "no such directory");
    assertFails("oci:" + temporary, RegistryException.Kind.INVALID_IMAGE, "no file 'oci-layout'");
    layout();
    files.put("index.json", "{\"schemaVersion\":2,\"manifests\":null}".getBytes(UTF_8));
    assertFails(write(Shape.DIRECTORY), RegistryException.Kind.NOT_FOUND, "no image in it");
    files.put("index.json", "{".getBytes(UTF_8));
    assertFails(write(Shape.ARCHIVE), RegistryException.Kind.INVALID_IMAGE, "index.json: not");
    files.remove("index.json");
    assertFails(write(Shape.ARCHIVE), RegistryException.Kind.INVALID_IMAGE, "no file 'index.json'");
    files.put("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}".getBytes(UTF_8));
    assertFails(write(Shape.ARCHIVE), RegistryException.Kind.UNSUPPORTED, "version 2.0.0");
  }

  @Test
  void refusesWhatIsNoArchive() throws Exception {
    Path file = temporary.resolve("x.tar");
    String reference = "oci-archive:" + file;
    assertFails(reference, RegistryException.Kind.NOT_FOUND, "no such file");
    Files.write(file, new byte[0]);
    assertFails(reference, RegistryException.Kind.INVALID_IMAGE, "empty");
    Files.writeString(file, "text".repeat(1000));
    assertFails(reference, RegistryException.Kind.INVALID_IMAGE, "not a tar archive");
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(new TestTar().end());
    }
    Files.write(file, compressed.toByteArray());
    assertFails(reference, RegistryException.Kind.UNSUPPORTED, "run gunzip");
    assertFails("oci-archive:" + temporary, RegistryException.Kind.INVALID_IMAGE, "not a file");
  }

  @Test
  void noticesACutArchive() throws Exception {
    add(amd64);
    layout(tagged(amd64, "t"));
    String reference = write(Shape.ARCHIVE);
    Path file = temporary.resolve("layout.tar");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> Sources.open(reference))
        .matches(e -> e.kind() == RegistryException.Kind.INVALID_IMAGE);
  }
}
