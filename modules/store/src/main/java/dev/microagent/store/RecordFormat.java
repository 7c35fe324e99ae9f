package dev.microagent.store;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns records into the objects of {@code index.json} and back. */
final class RecordFormat {

  private static final String IMAGE_REF = "image_ref";
  private static final String RESOLVED_REF = "resolved_ref";
  private static final String DIGEST = "digest";
  private static final String PLATFORM = "platform";
  private static final String OS = "os";
  private static final String ARCHITECTURE = "architecture";
  private static final String VARIANT = "variant";
  private static final String OUTPUT_PATH = "output_path";
  private static final String SIZE_BYTES = "size_bytes";
  private static final String LAST_USED_AT = "last_used_at";

  private RecordFormat() {}

  static Map<String, Object> write(ImageRecord image) {
    Map<String, Object> unknown = new LinkedHashMap<>(image.unknown());

    Map<String, Object> platform = image.platform().toJson();
    if (unknown.remove(PLATFORM) instanceof Map<?, ?> more) {
      more.forEach((key, value) -> platform.putIfAbsent(String.valueOf(key), value));
    }

    Map<String, Object> object = new LinkedHashMap<>();
    object.put(IMAGE_REF, image.imageRef());
    object.put(RESOLVED_REF, image.resolvedRef());
    object.put(DIGEST, image.digest().toString());
    object.put(PLATFORM, platform);
    object.put(OUTPUT_PATH, image.outputPath().toString());
    object.put(SIZE_BYTES, image.sizeBytes());
    object.put(LAST_USED_AT, image.lastUsedAt().toString());
    unknown.forEach(object::putIfAbsent);
    return object;
  }

  /**
   * Reads one record.
   *
   * @throws IllegalArgumentException if it isn't one; the message says why
   */
  static ImageRecord read(@Nullable Object json) {
    Map<String, Object> object = object("a record", json);
    Map<String, Object> platform = object(PLATFORM, object.remove(PLATFORM));
    ImageRecord image =
        new ImageRecord(
            string(object, IMAGE_REF),
            string(object, RESOLVED_REF),
            digest(string(object, DIGEST)),
            new Platform(
                string(platform, OS),
                string(platform, ARCHITECTURE),
                platform.containsKey(VARIANT) ? string(platform, VARIANT) : null),
            Path.of(string(object, OUTPUT_PATH)),
            size(object.remove(SIZE_BYTES)),
            time(string(object, LAST_USED_AT)));
    if (!platform.isEmpty()) {
      object.put(PLATFORM, platform);
    }
    return image.withUnknown(object);
  }

  /**
   * The record of a workspace, as {@code workspace.json} lets one know it.
   *
   * @throws IllegalArgumentException if that lacks something; the message says what
   */
  static ImageRecord ofWorkspace(
      String name, Path rootfs, long sizeBytes, Map<String, Object> facts) {
    Map<String, Object> record = object("it", facts);
    String resolved = String.valueOf(record.get(RESOLVED_REF));
    record.put(DIGEST, resolved.substring(resolved.lastIndexOf('@') + 1));
    record.put(OUTPUT_PATH, rootfs.toString());
    record.put(SIZE_BYTES, sizeBytes);
    record.put(LAST_USED_AT, string(record, "created_at"));
    return read(record).ofWorkspace(name);
  }

  private static Map<String, Object> object(String what, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(what + " is not an object");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, inner) -> copy.put(String.valueOf(key), inner));
    return copy;
  }

  /** Takes a string out of an object; what is left in the end is what this version doesn't know. */
  private static String string(Map<String, Object> object, String key) {
    if (object.remove(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(key + " is not a string");
  }

  private static long size(@Nullable Object value) {
    if (value instanceof Integer || value instanceof Long) {
      long size = ((Number) value).longValue();
      if (size >= 0) {
        return size;
      }
    }
    throw new IllegalArgumentException(SIZE_BYTES + " is not a number of bytes");
  }

  private static Digest digest(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(DIGEST + " is " + e.getMessage(), e);
    }
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(LAST_USED_AT + " is not a time", e);
    }
  }
}
