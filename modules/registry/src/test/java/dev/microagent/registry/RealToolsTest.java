package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.Layer;
import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others write and serve, read by us. */
class RealToolsTest {

  private static final Platform AMD64 = Platform.parse("amd64");

  @TempDir private Path temporary;

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] layer(String name) {
    return new TestTar().file(name, name.getBytes(UTF_8)).end();
  }

  @Test
  void readsFromDockersRegistry() throws Exception {
    Path program = Tools.find("docker-registry");
    List<byte[]> layers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      layers.add(random(i, 3_000_000 + i));
    }
    TestImage amd64 = new TestImage("linux/amd64", layers);
    TestImage arm64 = new TestImage("linux/arm64/v8", List.of(random(9, 10)));
    try (DockerRegistry registry = DockerRegistry.start(program, temporary)) {
      registry.push("team/app", "amd64", MediaTypes.OCI_MANIFEST, amd64);
      registry.push("team/app", "arm64", MediaTypes.OCI_MANIFEST, arm64);
      registry.pushManifest(
          "team/app",
          "all",
          MediaTypes.OCI_INDEX,
          ("{\"schemaVersion\":2,\"mediaType\":\""
                  + MediaTypes.OCI_INDEX
                  + "\",\"manifests\":["
                  + TestImage.descriptor(
                      MediaTypes.OCI_MANIFEST,
                      arm64.manifest(),
                      TestImage.platform("linux/arm64/v8"))
                  + ","
                  + TestImage.descriptor(
                      MediaTypes.OCI_MANIFEST, amd64.manifest(), TestImage.platform("linux/amd64"))
                  + "]}")
              .getBytes(UTF_8));
      try (ImageSource source = Sources.open(registry.host() + "/team/app:all")) {
        assertThat(source.resolve(Platform.parse("arm64")).digest())
            .isEqualTo(arm64.manifestDigest());
        ResolvedImage resolved = source.resolve(AMD64);
        assertThat(resolved.digest()).isEqualTo(amd64.manifestDigest());
        assertThat(readTogether(source, resolved.layers()))
            .usingElementComparator(Arrays::compare)
            .containsExactlyElementsOf(layers);
      }
      try (ImageSource source = Sources.open(registry.host() + "/team/app:none")) {
        assertThatExceptionOfType(RegistryException.class)
            .isThrownBy(() -> source.resolve(AMD64))
            .matches(e -> e.kind() == RegistryException.Kind.NOT_FOUND)
            .matches(e -> "MANIFEST_UNKNOWN".equals(e.registryCode()));
      }
      damage(temporary.resolve("data"), TestImage.digest(layers.get(2)));
      try (ImageSource source = Sources.open(registry.host() + "/team/app:amd64")) {
        Descriptor damaged = source.resolve(AMD64).layers().get(2).descriptor();
        assertThatExceptionOfType(VerificationException.class)
            .isThrownBy(() -> Sources.read(source, damaged))
            .withMessageContaining("expected " + damaged.digest());
      }
    }
  }

  private static List<byte[]> readTogether(ImageSource source, List<Layer> layers)
      throws Exception {
    List<byte[]> result = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads = new ArrayList<>();
      for (Layer layer : layers) {
        reads.add(threads.submit(() -> Sources.read(source, layer.descriptor())));
      }
      for (Future<byte[]> read : reads) {
        result.add(read.get());
      }
    }
    return result;
  }

  /** Changes a blob where the registry keeps it. */
  private static void damage(Path data, Digest blob) throws IOException {
    Path name = Path.of(blob.hex(), "data");
    try (Stream<Path> files = Files.walk(data)) {
      Path file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2]++;
      Files.write(file, bytes);
    }
  }

  @Test
  void readsWhatSkopeoWrites() throws Exception {
    Path skopeo = Tools.find("skopeo");
    TestImage image = new TestImage("linux/amd64", List.of(layer("a"), layer("b")));
    Path layout = temporary.resolve("layout");
    for (var blob : image.blobs().entrySet()) {
      Path path = layout.resolve("blobs/" + blob.getKey().replace(':', '/'));
      Files.createDirectories(path.getParent());
      Files.write(path, blob.getValue());
    }
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.write(
        layout.resolve("index.json"),
        TestImage.index(
            TestImage.descriptor(
                MediaTypes.OCI_MANIFEST,
                image.manifest(),
                "\"annotations\":{\"org.opencontainers.image.ref.name\":\"x:1\"}")));
    String from = "oci:" + layout + ":x:1";
    for (String to :
        List.of(
            "oci:" + temporary.resolve("copy") + ":y:2",
            "oci-archive:" + temporary.resolve("copy.tar") + ":y:2",
            "docker-archive:" + temporary.resolve("docker.tar") + ":y:2")) {
      Tools.run(skopeo, "copy", "--quiet", from, to);
      try (ImageSource source = Sources.open(to)) {
        ResolvedImage resolved = source.resolve(AMD64);
        assertThat(resolved.layers())
            .extracting(Layer::diffId)
            .containsExactly(TestImage.digest(layer("a")), TestImage.digest(layer("b")));
        for (Layer layer : resolved.layers()) {
          try (ReadableByteChannel channel = source.open(layer.descriptor())) {
            assertThat(Sources.readAll(channel)).hasSize((int) layer.size());
          }
        }
      }
    }
  }
}
