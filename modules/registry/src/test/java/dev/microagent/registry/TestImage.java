package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.codec.Digest;
import dev.microagent.oci.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Documents and blobs of an image, whose layers need not be archives to be fetched. */
final class TestImage {

  static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

  private final Map<String, byte[]> blobs = new LinkedHashMap<>();
  private final byte[] config;
  private final byte[] manifest;

  /** An image of one layer. */
  TestImage(String platform, String layer) {
    this(platform, List.of(layer.getBytes(UTF_8)));
  }

  /** An image of plain layers for {@code os/architecture/variant}. */
  TestImage(String platform, List<byte[]> layers) {
    this(platform, layers, MediaTypes.OCI_MANIFEST, MediaTypes.OCI_CONFIG, LAYER_TYPE);
  }

  TestImage(
      String platform,
      List<byte[]> layers,
      String manifestType,
      String configType,
      String layerType) {
    String[] parts = platform.split("/", -1);
    String variant = parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "";
    config =
        """
        {"os":"%s","architecture":"%s"%s,"config":{"Cmd":["run"]},
         "rootfs":{"type":"layers","diff_ids":[%s]}}\
        """
            .formatted(
                parts[0],
                parts[1],
                variant,
                layers.stream().map(l -> "\"" + digest(l) + "\"").collect(Collectors.joining(",")))
            .getBytes(UTF_8);
    manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
        """
            .formatted(
                manifestType,
                descriptor(configType, config),
                layers.stream().map(l -> descriptor(layerType, l)).collect(Collectors.joining(",")))
            .getBytes(UTF_8);
    layers.forEach(layer -> blobs.put(digest(layer).toString(), layer));
    blobs.put(digest(config).toString(), config);
    blobs.put(digest(manifest).toString(), manifest);
  }

  byte[] config() {
    return config;
  }

  byte[] manifest() {
    return manifest;
  }

  Digest manifestDigest() {
    return digest(manifest);
  }

  /** Layers, config and manifest, by digest. */
  Map<String, byte[]> blobs() {
    return blobs;
  }

  /** Writes a layout that holds it under the tag {@code v1}. */
  Path writeLayout(Path layout) throws IOException {
    Path directory = Files.createDirectories(layout.resolve("blobs/sha256"));
    for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
      Files.write(directory.resolve(blob.getKey().substring("sha256:".length())), blob.getValue());
    }
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.write(
        layout.resolve("index.json"),
        index(
            descriptor(
                MediaTypes.OCI_MANIFEST,
                manifest,
                "\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}")));
    return layout;
  }

  static Digest digest(byte[] bytes) {
    return Document.digest("sha256", bytes);
  }

  static String descriptor(String mediaType, byte[] bytes) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest(bytes), bytes.length);
  }

  /** A descriptor with further members, such as {@code "platform":{…}}. */
  static String descriptor(String mediaType, byte[] bytes, String members) {
    String plain = descriptor(mediaType, bytes);
    return plain.substring(0, plain.length() - 1) + "," + members + "}";
  }

  static String platform(String platform) {
    String[] parts = platform.split("/", -1);
    String variant = parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : "";
    return "\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"%s}"
        .formatted(parts[0], parts[1], variant);
  }

  static byte[] index(String... entries) {
    return ("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}")
        .getBytes(UTF_8);
  }
}
