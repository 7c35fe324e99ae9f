package dev.microagent.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDocumentTest {

  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String LAYER = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", 5);
  private static final String CONFIG = descriptor(MediaTypes.OCI_CONFIG, 2);

  private static String descriptor(String mediaType, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, DIGEST, size);
  }

  private static String manifest(String config, String layers) {
    return "{\"schemaVersion\":2,\"config\":%s,\"layers\":%s}".formatted(config, layers);
  }

  private static ImageDocument parse(String json, @Nullable String mediaType)
      throws DocumentException {
    return ImageDocument.parse(json.getBytes(UTF_8), mediaType);
  }

  private static void refused(
      String json, @Nullable String mediaType, DocumentException.Kind kind, String why) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> parse(json, mediaType))
        .withMessageContaining(why)
        .matches(e -> e.kind() == kind);
  }

  private static void malformed(String json, String why) {
    refused(json, null, DocumentException.Kind.MALFORMED, why);
  }

  @Test
  void readsAManifest() throws Exception {
    Manifest manifest =
        (Manifest)
            parse(
                manifest(CONFIG, "[" + LAYER + "]"),
                "application/vnd.oci.image.manifest.v1+json; charset=utf-8");
    assertThat(manifest.config().size()).isEqualTo(2);
    assertThat(manifest.layers()).hasSize(1);
    assertThat(manifest.layers().getFirst().digest()).hasToString(DIGEST);
  }

  @Test
  void readsAnImageWithoutLayers() throws Exception {
    assertThat(((Manifest) parse(manifest(CONFIG, "null"), null)).layers()).isEmpty();
    assertThat(((Manifest) parse(manifest(CONFIG, "[]"), null)).layers()).isEmpty();
  }

  @Test
  void readsAnIndexWithPlatforms() throws Exception {
    Index index =
        (Index)
            parse(
                """
                {"manifests":[
                 {"mediaType":"m","digest":"%1$s","size":1,
                  "platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
                 {"mediaType":"m","digest":"%1$s","size":1,
                  "platform":{"os":"linux","architecture":"amd64","variant":""},
                  "annotations":{"k":"v"}},
                 {"mediaType":"m","digest":"%1$s","size":1,"platform":{}}]}
                """
                    .formatted(DIGEST),
                MediaTypes.DOCKER_MANIFEST_LIST);
    assertThat(index.manifests())
        .extracting(Descriptor::platform)
        .containsExactly(
            new Platform("linux", "arm64", "v8"), new Platform("linux", "amd64", null), null);
    assertThat(index.manifests().get(1).annotations()).containsEntry("k", "v");
  }

  @Test
  void readsAnIndexWithoutEntries() throws Exception {
    assertThat(parse("{\"schemaVersion\":2,\"manifests\":null}", null))
        .isEqualTo(new Index(List.of()));
  }

  @Test
  void refusesADocumentThatIsTwoThings() {
    malformed("{\"config\":" + CONFIG + ",\"layers\":[],\"manifests\":[]}", "ambiguous");
    malformed("{\"layers\":[],\"manifests\":[]}", "ambiguous");
    refused(
        manifest(CONFIG, "[]"),
        MediaTypes.OCI_INDEX,
        DocumentException.Kind.MALFORMED,
        "content is an image's manifest");
    refused(
        "{\"manifests\":[]}",
        MediaTypes.DOCKER_MANIFEST,
        DocumentException.Kind.MALFORMED,
        "content is an index");
    malformed(
        "{\"mediaType\":\"%s\",\"manifests\":[]}".formatted(MediaTypes.OCI_MANIFEST),
        "content is an index");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "{\"schemaVersion\":1}",
        "{\"fsLayers\":[{}]}",
        "{\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+json\"}"
      })
  void refusesSchema1(String json) {
    refused(json, null, DocumentException.Kind.UNSUPPORTED, "schema 1 is too old");
  }

  @Test
  void refusesSchema1ByItsAnnouncedType() {
    refused(
        "{}",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        DocumentException.Kind.UNSUPPORTED,
        "schema 1 is too old");
  }

  @Test
  void refusesArtifacts() {
    refused(
        manifest(descriptor("application/vnd.cncf.helm.config.v1+json", 2), "[]"),
        null,
        DocumentException.Kind.UNSUPPORTED,
        "artifact of type application/vnd.cncf.helm.config.v1+json");
    refused(
        manifest(CONFIG, "[" + descriptor("application/vnd.in-toto+json", 5) + "]"),
        null,
        DocumentException.Kind.UNSUPPORTED,
        "unknown type application/vnd.in-toto+json");
  }

  @Test
  void saysWhereADocumentIsWrong() {
    malformed("{}", "neither");
    malformed("{\"schemaVersion\":3,\"manifests\":[]}", "schemaVersion");
    malformed(
        manifest(CONFIG, "[" + descriptor("x", -1) + "]"), "manifest: layers[0].size: negative");
    malformed(manifest(CONFIG, "[" + LAYER + ",7]"), "manifest: layers[1]: not an object");
    malformed(manifest(CONFIG, "{}"), "manifest: layers: not a list");
    malformed(manifest("[]", "[]"), "manifest: config: not an object");
    malformed(manifest("null", "[]"), "manifest: config: missing");
    malformed(manifest(CONFIG.replace("aaaa", "AAAA"), "[]"), "manifest: config.digest: not a");
    malformed(manifest(CONFIG.replace("\"size\":2", "\"size\":2.5"), "[]"), "not a whole number");
    malformed(manifest(CONFIG.replace("\"size\":2", "\"size\":\"2\""), "[]"), "not a whole number");
    malformed(
        manifest(CONFIG.replace("\"size\":2", "\"size\":9223372036854775808"), "[]"),
        "out of range");
    malformed(manifest(CONFIG.replace(",\"size\":2", ""), "[]"), "config.size: missing");
  }
}
