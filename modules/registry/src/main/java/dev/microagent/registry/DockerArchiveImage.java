package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.codec.Compression;
import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.ImageConfig;
import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One image of a docker archive. The archive has no manifest for it, so that one is made: of the
 * same config and layers always the same one, and with it the digest.
 *
 * @param manifest made for the image
 * @param names of the files in the archive, by the digest of their bytes
 */
record DockerArchiveImage(Document manifest, Map<Digest, String> names) {

  /** How archives of later versions name blobs, as in an OCI layout. */
  private static final Pattern BLOB_NAME = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

  /** In bytes: large enough that reading isn't what a digest waits for. */
  private static final int BUFFER_SIZE = 1 << 20;

  static DockerArchiveImage read(JsonObject entry, ArchiveFiles files) throws IOException {
    String configName = entry.string("Config");
    byte[] config = files.read(configName, Document.MAX_BYTES);
    if (config == null) {
      throw entry.malformed("Config", "no file '" + configName + "' in the archive");
    }
    Descriptor configDescriptor =
        new Descriptor(MediaTypes.DOCKER_CONFIG, Document.digest("sha256", config), config.length);
    Map<Digest, String> names = new HashMap<>();
    names.put(configDescriptor.digest(), configName);

    List<String> layerNames = entry.strings("Layers");
    List<Digest> diffIds = ImageConfig.parse(config).diffIds();
    if (layerNames.size() != diffIds.size()) {
      throw entry.malformed(
          "Layers", layerNames.size() + " layers, but the config lists " + diffIds.size());
    }
    List<Descriptor> layers = new ArrayList<>();
    for (int i = 0; i < layerNames.size(); i++) {
      String name = layerNames.get(i);
      Descriptor layer;
      try (FileSlice file = files.open(name)) {
        if (file == null) {
          throw entry.malformed("Layers", "no file '" + name + "' in the archive");
        }
        layer = layer(name, file, diffIds.get(i));
      }
      names.putIfAbsent(layer.digest(), name);
      layers.add(layer);
    }
    byte[] manifest = manifest(configDescriptor, layers).getBytes(UTF_8);
    return new DockerArchiveImage(
        Document.of(MediaTypes.DOCKER_MANIFEST, manifest), Map.copyOf(names));
  }

  private static Descriptor layer(String name, FileSlice file, Digest diffId) throws IOException {
    ByteBuffer start = ByteBuffer.allocateDirect(BUFFER_SIZE);
    while (start.position() < Compression.MAGIC_BYTES && file.read(start) >= 0) {
      // until it can be told how the layer is compressed
    }
    start.flip();
    return switch (Compression.detect(start)) {
      case GZIP -> compressed(MediaTypes.DOCKER_LAYER_GZIP, name, start, file);
      case ZSTD -> compressed(MediaTypes.DOCKER_LAYER_ZSTD, name, start, file);
      // Its bytes are those that the config has the digest of. No saved layer is LZ4.
      case NONE, LZ4 -> new Descriptor(MediaTypes.DOCKER_LAYER, diffId, file.size());
    };
  }

  private static Descriptor compressed(
      String mediaType, String name, ByteBuffer start, FileSlice file) throws IOException {
    Matcher blobName = BLOB_NAME.matcher(name);
    if (blobName.matches()) {
      return new Descriptor(mediaType, new Digest("sha256", blobName.group(1)), file.size());
    }
    try (Digester digester = Digester.of("sha256")) {
      digester.update(start);
      while (file.read(start.clear()) >= 0) {
        digester.update(start.flip());
      }
      return new Descriptor(mediaType, digester.digest(), file.size());
    }
  }

  private static String manifest(Descriptor config, List<Descriptor> layers) {
    StringBuilder json = new StringBuilder();
    json.append("{\"schemaVersion\":2,\"mediaType\":\"")
        .append(MediaTypes.DOCKER_MANIFEST)
        .append("\",\"config\":");
    append(json, config);
    json.append(",\"layers\":[");
    for (int i = 0; i < layers.size(); i++) {
      json.append(i == 0 ? "" : ",");
      append(json, layers.get(i));
    }
    return json.append("]}").toString();
  }

  /** Nothing in it needs escaping. */
  private static void append(StringBuilder json, Descriptor descriptor) {
    json.append("{\"mediaType\":\"")
        .append(descriptor.mediaType())
        .append("\",\"size\":")
        .append(descriptor.size())
        .append(",\"digest\":\"")
        .append(descriptor.digest())
        .append("\"}");
  }
}
