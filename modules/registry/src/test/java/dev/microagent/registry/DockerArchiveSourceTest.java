package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerArchiveSourceTest {

  private static final Platform AMD64 = Platform.parse("amd64");
  private static final byte[] LOWER = "lower".getBytes(UTF_8);
  private static final byte[] UPPER = "upper".getBytes(UTF_8);

  @TempDir private Path temporary;

  private final TestImage image = new TestImage("linux/amd64", List.of(LOWER, UPPER));

  private String write(TestTar tar) throws IOException {
    Path file = temporary.resolve("saved.tar");
    Files.write(file, tar.end());
    return "docker-archive:" + file;
  }

  private static TestTar list(TestTar tar, String json) {
    return tar.file("manifest.json", json.replace('\'', '"').getBytes(UTF_8));
  }

  private static ResolvedImage resolve(String reference, byte[]... layers) throws IOException {
    try (ImageSource source = Sources.open(reference)) {
      ResolvedImage resolved = source.resolve(AMD64);
      for (int i = 0; i < layers.length; i++) {
        assertThat(Sources.read(source, resolved.layers().get(i).descriptor()))
            .isEqualTo(layers[i]);
      }
      return resolved;
    }
  }

  private static void assertFails(String reference, RegistryException.Kind kind, String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> resolve(reference))
        .withMessageContaining(why)
        .matches(e -> e.kind() == kind, "is " + kind);
  }

  /** As Docker wrote it for long: a directory a layer, some of them links to others. */
  private TestTar early(String repoTags) {
    TestTar tar =
        new TestTar()
            .file("aa/layer.tar", LOWER)
            .file("bb/json", new byte[3])
            .symlink("bb/layer.tar", "../cc/layer.tar")
            .file("cc/layer.tar", UPPER)
            .file("cfg.json", image.config());
    return list(
        tar,
        "[{'Config':'cfg.json','RepoTags':%s,'Layers':['aa/layer.tar','bb/layer.tar']}]"
            .formatted(repoTags));
  }

  @Test
  void readsLayersThroughLinks() throws Exception {
    ResolvedImage resolved = resolve(write(early("null")), LOWER, UPPER);
    assertThat(resolved.config().process().cmd()).containsExactly("run");
    assertThat(resolved.platform()).isEqualTo(AMD64);
  }

  @Test
  void makesTheSameManifestOfTheSameImage() throws Exception {
    String early = write(early("['a:b']"));
    ResolvedImage first = resolve(early);
    assertThat(first.resolvedRef()).isEqualTo(early + "@" + first.digest());
    assertThat(resolve(first.resolvedRef()).digest()).isEqualTo(first.digest());

    String digests = "blobs/sha256/%s";
    String lower = digests.formatted(TestImage.digest(LOWER).hex());
    String upper = digests.formatted(TestImage.digest(UPPER).hex());
    String config = digests.formatted(TestImage.digest(image.config()).hex());
    TestTar late = new TestTar().file(config, image.config()).file(upper, UPPER).file(lower, LOWER);
    list(late, "[{'Config':'%s','Layers':['%s','%s']}]".formatted(config, lower, upper));
    assertThat(resolve(write(late), LOWER, UPPER).digest()).isEqualTo(first.digest());
  }

  @Test
  void readsCompressedLayers() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(UPPER);
    }
    TestTar tar =
        new TestTar()
            .file("1.tar", LOWER)
            .file("2.tar.gz", compressed.toByteArray())
            .file("c.json", image.config());
    ResolvedImage resolved =
        resolve(
            write(list(tar, "[{'Config':'c.json','Layers':['1.tar','2.tar.gz']}]")),
            LOWER,
            compressed.toByteArray());
    assertThat(resolved.layers().get(1).diffId()).isEqualTo(TestImage.digest(UPPER));
    assertThat(resolved.layers().get(1).descriptor().mediaType()).endsWith("gzip");
  }

  @Test
  void picksAnImageByName() throws Exception {
    TestImage other = new TestImage("linux/amd64", List.of(UPPER));
    TestTar tar =
        new TestTar()
            .file("1", LOWER)
            .file("2", UPPER)
            .file("c1", image.config())
            .file("c2", other.config());
    String reference =
        write(
            list(
                tar,
                "[{'Config':'c1','RepoTags':['docker.io/library/x:1','y:1'],'Layers':['1','2']},"
                    + "{'Config':'c2','RepoTags':['ghcr.io/o/x:1'],'Layers':['2']}]"));
    assertThat(resolve(reference + ":x:1").layers()).hasSize(2);
    assertThat(resolve(reference + ":docker.io/library/y:1").layers()).hasSize(2);
    assertThat(resolve(reference + ":ghcr.io/o/x:1").layers()).hasSize(1);
    String held = "there is docker.io/library/x:1, y:1, ghcr.io/o/x:1";
    assertFails(reference + ":x:2", RegistryException.Kind.NOT_FOUND, held);
    assertFails(reference, RegistryException.Kind.NOT_FOUND, "several images in it, name one");
    assertFails(
        reference + "@" + image.manifestDigest(),
        RegistryException.Kind.NOT_FOUND,
        "no such image");
  }

  @Test
  void noticesAChangedLayer() throws Exception {
    TestTar tar = new TestTar().file("1", LOWER).file("2", LOWER).file("c", image.config());
    String reference = write(list(tar, "[{'Config':'c','Layers':['1','2']}]"));
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> resolve(reference, LOWER, UPPER))
        .withMessageContaining("expected " + TestImage.digest(UPPER));
  }

  @Test
  void refusesWhatIsNoDockerArchive() throws Exception {
    assertFails(
        write(new TestTar().file("repositories", new byte[2])),
        RegistryException.Kind.INVALID_IMAGE,
        "no file 'manifest.json'");
    assertFails(
        write(list(new TestTar(), "{}")), RegistryException.Kind.INVALID_IMAGE, "not a JSON list");
    assertFails(
        write(list(new TestTar(), "[]")), RegistryException.Kind.NOT_FOUND, "no image in it");
    assertFails(
        write(list(new TestTar(), "[{'Config':'c'}]")),
        RegistryException.Kind.INVALID_IMAGE,
        "no file 'c'");
    assertFails(
        write(list(new TestTar().file("c", image.config()), "[{'Config':'c','Layers':['1']}]")),
        RegistryException.Kind.INVALID_IMAGE,
        "1 layers, but the config lists 2");
    assertFails(
        write(list(new TestTar().file("c", image.config()), "[{'Config':'c','Layers':['1','2']}]")),
        RegistryException.Kind.INVALID_IMAGE,
        "no file '1'");
  }

  @Test
  void neverLeavesTheArchive() throws Exception {
    Path secret = temporary.resolve("secret");
    Files.write(secret, image.config());
    for (String name : List.of(secret.toString(), "../secret", "link")) {
      TestTar tar = new TestTar().file("1", LOWER).symlink("link", secret.toString());
      assertFails(
          write(list(tar, "[{'Config':'%s','Layers':['1','1']}]".formatted(name))),
          RegistryException.Kind.INVALID_IMAGE,
          "no file '" + name + "' in the archive");
    }
  }

  @Test
  void endsALoopOfLinks() throws Exception {
    TestTar tar = new TestTar().symlink("a", "b").symlink("b", "a");
    assertFails(
        write(list(tar, "[{'Config':'a'}]")), RegistryException.Kind.INVALID_IMAGE, "no file 'a'");
  }
}
