package dev.microagent.benchmarks;

import dev.microagent.codec.Digester;
import dev.microagent.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The generated layers as an image in an OCI layout. */
public final class GeneratedLayout {

  private static final String OCI = "application/vnd.oci.image.";

  private final Path blobs;

  private GeneratedLayout(Path layout) {
    this.blobs = layout.resolve("blobs/sha256");
  }

  private record Blob(String digest, int size) {

    String descriptor(String mediaType) {
      return "\"mediaType\":\"%s%s\",\"digest\":\"%s\",\"size\":%d"
          .formatted(OCI, mediaType, digest, size);
    }
  }

  /**
   * Writes one: {@code LAYOUT TAG FILES}.
   *
   * @param args a directory that isn't there yet, the image's tag, and how many files it has
   */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), args[1], Integer.parseInt(args[2]));
  }

  /** Writes one into a directory that isn't there yet. */
  static void write(Path layout, String tag, int files) throws IOException {
    GeneratedLayout written = new GeneratedLayout(layout);
    Files.createDirectories(written.blobs);
    String manifest = written.addImage(GeneratedLayers.of(files)).descriptor("manifest.v1+json");
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        layout.resolve("index.json"),
        """
        {"schemaVersion":2,"manifests":[{%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}
        """
            .formatted(manifest, tag));
  }

  private Blob addImage(List<byte[]> archives) throws IOException {
    List<String> diffIds = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    for (byte[] archive : archives) {
      diffIds.add('"' + digest(archive) + '"');
      layers.add('{' + add(gzip(archive)).descriptor("layer.v1.tar+gzip") + '}');
    }
    Blob config =
        add(
            """
            {"created":"2026-01-01T00:00:00Z","architecture":"%s","os":"linux","config":{},\
            "rootfs":{"type":"layers","diff_ids":[%s]}}
            """
                .formatted(Platform.host().architecture(), String.join(",", diffIds)));
    return add(
        """
        {"schemaVersion":2,"mediaType":"%smanifest.v1+json","config":{%s},"layers":[%s]}
        """
            .formatted(OCI, config.descriptor("config.v1+json"), String.join(",", layers)));
  }

  private Blob add(String json) throws IOException {
    return add(json.getBytes(StandardCharsets.UTF_8));
  }

  private Blob add(byte[] bytes) throws IOException {
    String digest = digest(bytes);
    Files.write(blobs.resolve(digest.substring("sha256:".length())), bytes);
    return new Blob(digest, bytes.length);
  }

  private static String digest(byte[] bytes) {
    try (Digester digester = Digester.of("sha256")) {
      digester.update(ByteBuffer.wrap(bytes));
      return digester.digest().toString();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream member = new GZIPOutputStream(out)) {
      member.write(bytes);
    }
    return out.toByteArray();
  }
}
