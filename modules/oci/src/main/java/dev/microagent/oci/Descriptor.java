package dev.microagent.oci;

import dev.microagent.codec.Digest;
import dev.microagent.oci.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names a blob by its content (image specification, descriptor.md).
 *
 * @param mediaType what the blob is
 * @param digest of the blob's bytes
 * @param size of the blob in bytes
 * @param platform what the image that it leads to is built for, where an index says so
 * @param annotations whatever else is said of it
 * @param urls where else the blob may be had
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    @Nullable Platform platform,
    Map<String, String> annotations,
    List<String> urls) {

  public Descriptor {
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    annotations = Map.copyOf(annotations);
    urls = List.copyOf(urls);
  }

  /** A descriptor that says no more than it must. */
  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, null, Map.of(), List.of());
  }

  static Descriptor from(JsonObject json) throws DocumentException {
    return new Descriptor(
        json.stringOrEmpty("mediaType"),
        json.digest("digest"),
        json.size("size"),
        platform(json.optionalObject("platform")),
        json.stringMap("annotations"),
        json.strings("urls"));
  }

  private static @Nullable Platform platform(@Nullable JsonObject json) throws DocumentException {
    if (json == null) {
      return null;
    }
    String os = json.stringOrEmpty("os");
    String architecture = json.stringOrEmpty("architecture");
    if (os.isEmpty() && architecture.isEmpty()) {
      return null;
    }
    return Platform.of(os, architecture, json.optionalString("variant"));
  }
}
