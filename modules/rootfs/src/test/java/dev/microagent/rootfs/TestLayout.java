package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.ImageReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes an OCI layout with one image, for linux/amd64, out of layers that a test describes. */
final class TestLayout {

  static final String TAG = "test";

  private final Path directory;
  private final List<String> layers = new ArrayList<>();
  private final List<String> diffIds = new ArrayList<>();
  private Path lastBlob;
  private String user = "";

  TestLayout(Path directory) throws IOException {
    this.directory = directory;
    this.lastBlob = directory;
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
  }

  /** An archive's entries, as ustar has them. */
  static final class Tar {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Tar directory(String name) {
      return entry(name, '5', 0755, "", new byte[0]);
    }

    Tar file(String name, int mode, byte[] content) {
      return entry(name, '0', mode, "", content);
    }

    Tar symlink(String name, String target) {
      return entry(name, '2', 0777, target, new byte[0]);
    }

    Tar hardLink(String name, String target) {
      return entry(name, '1', 0644, target, new byte[0]);
    }

    private Tar entry(String name, char type, int mode, String link, byte[] content) {
      StringBuilder header = new StringBuilder();
      pad(header, name, 100);
      header.append("%07o\0%07o\0%07o\0".formatted(mode, 1000, 100));
      header.append("%011o\0%011o\0        ".formatted(content.length, 1_700_000_000));
      header.append(type);
      pad(header, link, 100);
      header.append("ustar\00000");
      pad(header, "", 512 - header.length());
      int sum = header.chars().sum();
      header.replace(148, 156, "%06o\0 ".formatted(sum));
      bytes.writeBytes(header.toString().getBytes(US_ASCII));
      bytes.writeBytes(content);
      bytes.writeBytes(new byte[Math.floorMod(-content.length, 512)]);
      return this;
    }

    private static void pad(StringBuilder header, String text, int width) {
      header.append(text).append("\0".repeat(width - text.length()));
    }

    byte[] archive() {
      ByteArrayOutputStream archive = new ByteArrayOutputStream();
      archive.writeBytes(bytes.toByteArray());
      archive.writeBytes(new byte[1024]);
      return archive.toByteArray();
    }
  }

  /** Adds a layer, gzipped. */
  TestLayout layer(Tar tar) throws IOException {
    return layer(tar, sha256(tar.archive()));
  }

  /** Adds a layer whose uncompressed digest is said to be another. */
  TestLayout layer(Tar tar, String diffId) throws IOException {
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
      out.write(tar.archive());
    }
    layers.add(put("application/vnd.oci.image.layer.v1.tar+gzip", gzipped.toByteArray()));
    diffIds.add('"' + diffId + '"');
    return this;
  }

  /** The file of the blob that was written last. */
  Path lastBlob() {
    return lastBlob;
  }

  /** Has the command run as a user. */
  TestLayout user(String name) {
    user = name;
    return this;
  }

  /** Completes the layout and says how to refer to its image. */
  ImageReference reference() throws IOException {
    Path layer = lastBlob;
    String config =
        put(
            "application/vnd.oci.image.config.v1+json",
            """
            {"os": "linux", "architecture": "amd64", "created": "2026-01-02T03:04:05Z",
             "config": {"User": "%s"}, "rootfs": {"type": "layers", "diff_ids": [%s]}}
            """
                .formatted(user, String.join(",", diffIds))
                .getBytes(UTF_8));
    String manifest =
        put(
            "application/vnd.oci.image.manifest.v1+json",
            """
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
             "config": %s, "layers": [%s]}
            """
                .formatted(config, String.join(",", layers))
                .getBytes(UTF_8));
    lastBlob = layer;
    String tagged =
        manifest.replaceFirst(
            "}$", ", \"annotations\": {\"org.opencontainers.image.ref.name\": \"" + TAG + "\"}}");
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\": 2, \"manifests\": [%s]}".formatted(tagged));
    return ImageReference.parse("oci:" + directory + ":" + TAG);
  }

  /** Writes a blob and returns its descriptor. */
  private String put(String mediaType, byte[] bytes) throws IOException {
    String digest = sha256(bytes);
    lastBlob = directory.resolve("blobs/sha256").resolve(digest.substring("sha256:".length()));
    Files.write(lastBlob, bytes);
    return "{\"mediaType\": \"%s\", \"digest\": \"%s\", \"size\": %d}"
        .formatted(mediaType, digest, bytes.length);
  }

  static String sha256(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
