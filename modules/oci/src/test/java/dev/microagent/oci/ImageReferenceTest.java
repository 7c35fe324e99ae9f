package dev.microagent.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microagent.codec.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "ubuntu, docker.io/library/ubuntu:latest",
    "ubuntu:24.04, docker.io/library/ubuntu:24.04",
    "library/ubuntu, docker.io/library/ubuntu:latest",
    "docker.io/ubuntu, docker.io/library/ubuntu:latest",
    "index.docker.io/ubuntu, docker.io/library/ubuntu:latest",
    "bitnami/redis:7, docker.io/bitnami/redis:7",
    "a/b/c, docker.io/a/b/c:latest",
    "ghcr.io/o/r:t, ghcr.io/o/r:t",
    "quay.io/one, quay.io/one:latest",
    "localhost/r, localhost/r:latest",
    "localhost:5000/r, localhost:5000/r:latest",
    "host:5000/r:t, host:5000/r:t",
    "127.0.0.1:5000/python:slim, 127.0.0.1:5000/python:slim",
    "[::1]:5000/r:t, [::1]:5000/r:t",
    "a.b/c__d.e---f/g_h:T_1.x-y, a.b/c__d.e---f/g_h:T_1.x-y",
    "python:slim, docker.io/library/python:slim",
  })
  void writesARegistrysReferenceInFull(String text, String canonical) {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference.canonical()).isEqualTo(canonical);
    assertThat(ImageReference.parse(canonical)).isEqualTo(reference);
  }

  @Test
  void keepsTagAndDigestApart() {
    ImageReference both = ImageReference.parse("r:t@sha256:" + HEX);
    assertThat(both.tag()).isEqualTo("t");
    assertThat(both.digest()).isEqualTo(new Digest("sha256", HEX));
    assertThat(both.canonical()).isEqualTo("docker.io/library/r:t@sha256:" + HEX);

    ImageReference alone = ImageReference.parse("localhost:5000/r@sha256:" + HEX);
    assertThat(alone.tag()).isNull();
    assertThat(alone.canonical()).isEqualTo("localhost:5000/r@sha256:" + HEX);
  }

  @Test
  void namesTheManifestThatItLedTo() {
    Digest digest = new Digest("sha256", HEX);
    assertThat(ImageReference.parse("ubuntu:24.04").resolved(digest))
        .isEqualTo("docker.io/library/ubuntu@sha256:" + HEX);
    assertThat(ImageReference.parse("oci:/x:a:b").resolved(digest))
        .isEqualTo("oci:/x@sha256:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":tag",
        "Ubuntu",
        "ubuntu:",
        "ubuntu:-x",
        "ubuntu@",
        "ubuntu@sha256:1234",
        "ubuntu@md5:d41d8cd98f00b204e9800998ecf8427e",
        "-a/b",
        "a//b",
        "/a",
        "a/",
        "a/../b",
        "ghcr.io/",
        "ghcr.io/A",
        "host:port/r",
        "host:0/r",
        "host:65536/r",
        "-host.example/r",
        "a b",
        "ubuntu\n",
        "docker://ubuntu",
        "https://ghcr.io/o/r",
        "oci:",
        "oci::tag",
        "oci:dir:",
        "docker-archive:",
      })
  void refusesWhatIsNoReference(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse(text));
  }

  @Test
  void limitsNamesAndTags() {
    String longest = "a".repeat(255 - "docker.io/library/".length());
    assertThat(ImageReference.parse(longest).canonical()).hasSize(255 + ":latest".length());
    assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse(longest + "a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("a-".repeat(100_000)));

    String longestTag = "t".repeat(128);
    assertThat(ImageReference.parse("r:" + longestTag).tag()).isEqualTo(longestTag);
    assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse("r:t" + longestTag));
  }

  @Test
  void saysWhatToMend() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("ghcr.io/Owner/r"))
        .withMessageContaining("must be lower case");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("docker://ubuntu"))
        .withMessageContaining("leave out 'docker://'");
  }

  @ParameterizedTest
  @CsvSource({
    "oci:/x/oci:python:slim, OCI, /x/oci, python:slim",
    "oci:/x/oci, OCI, /x/oci,",
    "oci-archive:/x/a.tar:t, OCI_ARCHIVE, /x/a.tar, t",
    "docker-archive:/x/./a.tar:docker.io/library/r:t, DOCKER_ARCHIVE, /x/a.tar,"
        + " docker.io/library/r:t",
  })
  void endsALocalPathAtTheFirstColon(
      String text, LocalReference.Transport transport, Path path, String tag) {
    assertThat(ImageReference.parse(text))
        .isEqualTo(new LocalReference(transport, path, tag, null));
  }

  @Test
  void readsTheDigestOfALocalImage() {
    assertThat(ImageReference.parse("oci:/x@sha256:" + HEX))
        .isEqualTo(
            new LocalReference(
                LocalReference.Transport.OCI, Path.of("/x"), null, new Digest("sha256", HEX)));
    String both = "oci:/x:a:b@sha256:" + HEX;
    assertThat(ImageReference.parse(both).tag()).isEqualTo("a:b");
    assertThat(ImageReference.parse(both).canonical()).isEqualTo(both);
  }

  @Test
  void makesALocalPathAbsolute() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(ImageReference.parse("oci:./dir:t").canonical()).isEqualTo("oci:" + here + "/dir:t");
    assertThat(ImageReference.parse("oci:link/../dir").canonical())
        .as("what .. leads to depends on the link")
        .isEqualTo("oci:" + here + "/link/../dir");
  }

  @Test
  void refusesAPathThatCouldNotBeWrittenDown() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LocalReference(LocalReference.Transport.OCI, Path.of("/a:b"), null, null))
        .withMessageContaining("colon");
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io,             ghcr.io",
    "GHCR.io,             ghcr.io",
    "localhost,           localhost",
    "host:5000,           host:5000",
    "[::1]:5000,          [::1]:5000",
    "docker.io,           docker.io",
    "index.docker.io,     docker.io",
    "registry-1.docker.io, docker.io"
  })
  void readsTheNameOfARegistry(String text, String registry) {
    assertThat(RegistryReference.parseRegistry(text)).isEqualTo(registry);
  }

  @ParameterizedTest
  @CsvSource({
    "'',              not a registry: ''",
    "https://ghcr.io, leave out 'https://'",
    "ghcr.io/team,    not a registry: 'ghcr.io/team'",
    "team,            'has a dot or a port, or is localhost'",
    "host:0,          not a port",
    "u:p@ghcr.io,     not a"
  })
  void refusesWhatIsNoRegistry(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryReference.parseRegistry(text))
        .withMessageContaining(why);
  }
}
