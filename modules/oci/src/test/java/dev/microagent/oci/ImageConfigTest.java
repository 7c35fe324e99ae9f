package dev.microagent.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.codec.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageConfigTest {

  private static final Digest DIFF_ID = new Digest("sha256", "b".repeat(64));

  private static ImageConfig parse(String json) throws DocumentException {
    return ImageConfig.parse(json.getBytes(UTF_8));
  }

  @Test
  void readsAll() throws Exception {
    ImageConfig config =
        parse(
            """
            {"os":"linux","architecture":"arm64","variant":"v8",
             "created":"2024-05-06T07:08:09.123456789+02:00","author":null,
             "config":{"User":"1000:1000","Env":["A=1","PATH=/bin"],"Entrypoint":["/e"],
               "Cmd":["c","d"],"WorkingDir":"/w","ExposedPorts":{"80/tcp":{},"53/udp":{}},
               "Volumes":{"/data":{}},"Labels":{"l":"m","empty":""},"StopSignal":"SIGINT"},
             "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"empty_layer":true}]}
            """
                .formatted(DIFF_ID));
    assertThat(config.platform()).isEqualTo(new Platform("linux", "arm64", "v8"));
    assertThat(config.created()).isEqualTo(Instant.parse("2024-05-06T05:08:09.123456789Z"));
    assertThat(config.diffIds()).containsExactly(DIFF_ID);
    ProcessConfig process = config.process();
    assertThat(process.user()).isEqualTo("1000:1000");
    assertThat(process.env()).containsExactly("A=1", "PATH=/bin");
    assertThat(process.entrypoint()).containsExactly("/e");
    assertThat(process.cmd()).containsExactly("c", "d");
    assertThat(process.workingDir()).isEqualTo("/w");
    assertThat(process.exposedPorts()).containsExactly("53/udp", "80/tcp");
    assertThat(process.volumes()).containsExactly("/data");
    assertThat(process.labels()).isEqualTo(Map.of("l", "m", "empty", ""));
    assertThat(process.stopSignal()).isEqualTo("SIGINT");
  }

  @Test
  void takesNullsAndGapsForNothing() throws Exception {
    assertThat(parse("{\"rootfs\":{}}"))
        .isEqualTo(
            new ImageConfig(new Platform("", "", null), null, ProcessConfig.EMPTY, List.of()));
    assertThat(
            parse(
                "{\"config\":{\"Env\":null,\"Cmd\":null,\"Labels\":null,\"Volumes\":null},"
                    + "\"rootfs\":{\"diff_ids\":null},\"created\":\"0000\"}"))
        .isEqualTo(
            new ImageConfig(new Platform("", "", null), null, ProcessConfig.EMPTY, List.of()));
  }

  @Test
  void saysWhereItIsWrong() {
    assertMalformed("{}", "image config: rootfs: missing");
    assertMalformed("{\"rootfs\":{\"type\":\"x\"}}", "image config: rootfs.type: not 'layers'");
    assertMalformed(
        "{\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}", "image config: rootfs.diff_ids[0]: not a");
    assertMalformed("{\"config\":{\"Env\":[1]},\"rootfs\":{}}", "config.Env[0]: not a string");
    assertMalformed("{\"config\":{\"Cmd\":\"sh\"},\"rootfs\":{}}", "config.Cmd: not a list");
  }

  @Test
  void pairsLayersWithTheirContent() throws Exception {
    Descriptor blob =
        new Descriptor(MediaTypes.DOCKER_LAYER_GZIP, new Digest("sha256", "c".repeat(64)), 9);
    Descriptor config = new Descriptor(MediaTypes.DOCKER_CONFIG, DIFF_ID, 1);
    ImageConfig one = parse("{\"rootfs\":{\"diff_ids\":[\"" + DIFF_ID + "\"]}}");
    assertThat(new Manifest(config, List.of(blob), Map.of()).layersOf(one))
        .containsExactly(new Layer(blob, DIFF_ID));
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> new Manifest(config, List.of(blob, blob), Map.of()).layersOf(one))
        .withMessageContaining("2 layers, but the image's config lists 1");
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> new Manifest(config, List.of(), Map.of()).layersOf(one));
  }

  private static void assertMalformed(String json, String why) {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> parse(json))
        .withMessageContaining(why)
        .matches(e -> e.kind() == DocumentException.Kind.MALFORMED);
  }
}
