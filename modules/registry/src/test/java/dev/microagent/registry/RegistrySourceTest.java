package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.Layer;
import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.Platform;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrySourceTest {

  private static final Platform AMD64 = Platform.parse("amd64");

  private final Sources sources = new Sources();
  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private ImageSource open(String tag) {
    return sources.registry(registry.reference(tag), SourceOptions.DEFAULTS);
  }

  private void addIndex(String tag, String... entries) {
    registry.addManifest(tag, MediaTypes.OCI_INDEX, TestImage.index(entries));
  }

  private String entry(TestImage image, String platform) {
    registry.addDocuments(image);
    return TestImage.descriptor(
        MediaTypes.OCI_MANIFEST, image.manifest(), TestImage.platform(platform));
  }

  @Test
  void resolvesAndReadsAnImage() throws Exception {
    byte[] large = new byte[3_000_000];
    TestImage image =
        new TestImage("linux/amd64", List.of("one".getBytes(UTF_8), large, new byte[0]));
    registry.add("v1", image);
    try (ImageSource source = open("v1")) {
      ResolvedImage resolved = source.resolve(AMD64);
      assertThat(resolved.digest()).isEqualTo(image.manifestDigest());
      assertThat(resolved.imageRef()).isEqualTo(registry.host() + "/team/app:v1");
      assertThat(resolved.resolvedRef())
          .isEqualTo(registry.host() + "/team/app@" + image.manifestDigest());
      assertThat(resolved.platform()).isEqualTo(AMD64);
      assertThat(resolved.config().process().cmd()).containsExactly("run");
      assertThat(resolved.layers()).hasSize(3).allMatch(l -> l.diffId().equals(l.digest()));
      List<Layer> layers = resolved.layers();
      assertThat(Sources.read(source, layers.get(0).descriptor())).asString(UTF_8).isEqualTo("one");
      assertThat(Sources.read(source, layers.get(1).descriptor())).isEqualTo(large);
      assertThat(Sources.read(source, layers.get(2).descriptor())).isEmpty();
    }
    assertThat(registry.requests().getFirst().headers().getFirst("Accept"))
        .contains(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST)
        .contains(MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.DOCKER_MANIFEST);
  }

  @Test
  void resolvesByDigest() throws Exception {
    TestImage image = new TestImage("linux/amd64", "x");
    registry.addDocuments(image);
    String reference = registry.host() + "/team/app:gone@" + image.manifestDigest();
    try (ImageSource source = sources.registry(reference, SourceOptions.DEFAULTS)) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(image.manifestDigest());
      assertThat(source.resolve(AMD64).imageRef()).isEqualTo(reference);
    }
  }

  @Test
  void readsDockersMediaTypes() throws Exception {
    TestImage image =
        new TestImage(
            "linux/amd64",
            List.of("x".getBytes(UTF_8)),
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_CONFIG,
            MediaTypes.DOCKER_LAYER);
    registry.addDocuments(image);
    registry.addManifest("v1", MediaTypes.DOCKER_MANIFEST, image.manifest());
    try (ImageSource source = open("v1")) {
      assertThat(source.resolve(AMD64).layers()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, linux/amd64",
    "amd64/v2, linux/amd64",
    "amd64/v3, linux/amd64/v3",
    "amd64/v4, linux/amd64/v3",
    "arm64, linux/arm64/v8",
    "arm64/v9, linux/arm64/v8",
    "arm/v7, linux/arm/v6",
    "arm/v6, linux/arm/v6",
    "arm/v8, linux/arm/v8",
    "armhf, linux/arm/v6",
  })
  void picksTheBestVariant(String wanted, String expected) throws Exception {
    List<String> platforms =
        List.of(
            "linux/arm/v5",
            "windows/amd64",
            "linux/amd64/v3",
            "linux/amd64",
            "linux/arm/v6",
            "linux/arm/v8",
            "linux/arm64/v8");
    addIndex(
        "all",
        platforms.stream()
            .map(platform -> entry(new TestImage(platform, platform), platform))
            .toArray(String[]::new));
    try (ImageSource source = open("all")) {
      assertThat(source.resolve(Platform.parse(wanted)).platform()).hasToString(expected);
    }
  }

  @Test
  void passesOverAttestationsAndOtherThings() throws Exception {
    TestImage image = new TestImage("linux/amd64", "x");
    addIndex(
        "built",
        TestImage.descriptor(
            MediaTypes.OCI_MANIFEST, new byte[1], TestImage.platform("unknown/unknown")),
        TestImage.descriptor(
            MediaTypes.OCI_MANIFEST,
            new byte[2],
            "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}"),
        TestImage.descriptor("application/example", new byte[3], TestImage.platform("linux/amd64")),
        entry(image, "linux/amd64"));
    try (ImageSource source = open("built")) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(image.manifestDigest());
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> source.resolve(Platform.parse("s390x")))
          .withMessageEndingWith("no image for linux/s390x; there is linux/amd64")
          .matches(e -> e.kind() == RegistryException.Kind.NO_PLATFORM);
    }
  }

  @Test
  void takesTheFirstOfSeveralForOnePlatform() throws Exception {
    TestImage first = new TestImage("linux/amd64", "first");
    addIndex(
        "two",
        entry(first, "linux/amd64"),
        entry(new TestImage("linux/amd64", "second"), "linux/amd64"));
    try (ImageSource source = open("two")) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(first.manifestDigest());
    }
  }

  @Test
  void asksTheConfigWhereTheIndexIsSilent() throws Exception {
    TestImage arm = new TestImage("linux/arm64", "a");
    TestImage amd = new TestImage("linux/amd64", "b");
    registry.addDocuments(arm);
    registry.addDocuments(amd);
    addIndex(
        "silent",
        TestImage.descriptor(MediaTypes.OCI_MANIFEST, arm.manifest()),
        TestImage.descriptor(MediaTypes.OCI_MANIFEST, amd.manifest()));
    try (ImageSource source = open("silent")) {
      assertThat(source.resolve(AMD64).digest()).isEqualTo(amd.manifestDigest());
    }
  }

  @Test
  void followsNestedIndexesToALimit() throws Exception {
    TestImage image = new TestImage("linux/amd64", "deep");
    byte[] index = TestImage.index(entry(image, "linux/amd64"));
    for (int depth = 2; depth <= 4; depth++) {
      registry.addManifest(TestImage.digest(index).toString(), MediaTypes.OCI_INDEX, index);
      index = TestImage.index(TestImage.descriptor(MediaTypes.OCI_INDEX, index));
    }
    registry.addManifest("four", MediaTypes.OCI_INDEX, index);
    registry.addManifest(TestImage.digest(index).toString(), MediaTypes.OCI_INDEX, index);
    addIndex("five", TestImage.descriptor(MediaTypes.OCI_INDEX, index));
    try (ImageSource four = open("four");
        ImageSource five = open("five")) {
      assertThat(four.resolve(AMD64).digest()).isEqualTo(image.manifestDigest());
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> five.resolve(AMD64))
          .withMessageContaining("indexes below one another")
          .matches(e -> e.kind() == RegistryException.Kind.INVALID_IMAGE);
    }
  }

  @Test
  void checksTheConfigOfASingleImage() throws Exception {
    registry.add("arm", new TestImage("linux/arm64/v8", "x"));
    try (ImageSource source = open("arm")) {
      assertThat(source.resolve(Platform.parse("aarch64")).platform())
          .isEqualTo(new Platform("linux", "arm64", "v8"));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> source.resolve(AMD64))
          .withMessageContaining("no image for linux/amd64; there is linux/arm64/v8");
    }
  }

  @Test
  void takesAnImageThatDoesNotSayWhatItIsFor() throws Exception {
    registry.add("mute", new TestImage("/", "x"));
    try (ImageSource source = open("mute")) {
      assertThat(source.resolve(AMD64).platform()).isEqualTo(AMD64);
    }
  }
}
