package dev.microagent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes an OCI layout with one image of one layer, which knows a user. */
final class SampleLayout {

  private SampleLayout() {}

  /** Says how to refer to the image, in which the setup is said to be done. */
  static String write(Path directory, String architecture, String user) throws IOException {
    return write(directory, architecture, user, true);
  }

  static String write(Path directory, String architecture, String user, boolean setupDone)
      throws IOException {
    Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "etc/", '5', "");
    entry(tar, "etc/passwd", '0', "app:x:1000:100::/srv:/bin/sh\n");
    entry(tar, "etc/group", '0', "extra:x:44:app\n");
    if (setupDone) {
      entry(tar, "etc/microagent/setup.done", '0', "");
    }
    entry(tar, "link", '2', "/var/target");
    entry(tar, "settings", '2', "etc");
    entry(tar, "kernels", '2', "/proc");
    entry(tar, "lock", '2', "/run/lock");
    entry(tar, "opt/link", '2', "/data");
    entry(tar, "usr/local/data", '2', "/data");
    tar.writeBytes(new byte[1024]);
    String layer = blob(blobs, "layer.v1.tar", tar.toByteArray());
    String config =
        """
        {"os": "linux", "architecture": "%s", "config": {"User": "%s", "Env": ["WORD=image"],
         "Entrypoint": ["/entry"], "Cmd": ["point"], "WorkingDir": "/srv"},
         "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
        """
            .formatted(architecture, user, sha256(tar.toByteArray()));
    String manifest =
        """
        {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
         "config": %s, "layers": [%s]}
        """
            .formatted(blob(blobs, "config.v1+json", config.getBytes(UTF_8)), layer);
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\": 2, \"manifests\": [%s]}"
            .formatted(
                blob(blobs, "manifest.v1+json", manifest.getBytes(UTF_8))
                    .replaceFirst(
                        "}$",
                        ", \"annotations\": {\"org.opencontainers.image.ref.name\": \"v\"}}")));
    return "oci:" + directory + ":v";
  }

  private static String blob(Path blobs, String type, byte[] bytes) throws IOException {
    String digest = sha256(bytes);
    Files.write(blobs.resolve(digest), bytes);
    return "{\"mediaType\": \"application/vnd.oci.image.%s\", \"digest\": \"sha256:%s\", \"size\": %d}"
        .formatted(type, digest, bytes.length);
  }

  private static void entry(ByteArrayOutputStream tar, String name, char type, String text) {
    // A symlink's target is in the header.
    String target = type == '2' ? text : "";
    byte[] content = (type == '2' ? "" : text).getBytes(UTF_8);
    StringBuilder header = new StringBuilder(name).append("\0".repeat(100 - name.length()));
    header.append("%07o\0%07o\0%07o\0".formatted(type == '5' ? 0755 : 0644, 0, 0));
    header.append("%011o\0%011o\0        ".formatted(content.length, 1_700_000_000)).append(type);
    header
        .append(target)
        .append("\0".repeat(100 - target.length()))
        .append("ustar\00000")
        .append("\0".repeat(247));
    header.replace(148, 156, "%06o\0 ".formatted(header.chars().sum()));
    tar.writeBytes(header.toString().getBytes(UTF_8));
    tar.writeBytes(content);
    tar.writeBytes(new byte[Math.floorMod(-content.length, 512)]);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
