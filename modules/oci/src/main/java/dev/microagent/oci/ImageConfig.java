package dev.microagent.oci;

import dev.microagent.codec.Digest;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image's configuration (image specification, config.md; Docker's image JSON).
 *
 * @param platform what the image is built for; parts that the document leaves out are empty
 * @param created when it was made; null where it isn't said, or not in a way that can be read
 * @param process how a container of it is to be run
 * @param diffIds digests of the uncompressed layers, lowest first
 */
public record ImageConfig(
    Platform platform, @Nullable Instant created, ProcessConfig process, List<Digest> diffIds) {

  public ImageConfig {
    diffIds = List.copyOf(diffIds);
  }

  /**
   * Reads a configuration.
   *
   * @throws DocumentException if it isn't one
   */
  public static ImageConfig parse(byte[] bytes) throws DocumentException {
    JsonObject json = JsonReader.object(bytes, "image config");
    JsonObject rootfs = json.object("rootfs");
    String type = rootfs.stringOrEmpty("type");
    if (!type.isEmpty() && !type.equals("layers")) {
      throw rootfs.malformed("type", "not 'layers'");
    }
    return new ImageConfig(
        Platform.of(
            json.stringOrEmpty("os"),
            json.stringOrEmpty("architecture"),
            json.optionalString("variant")),
        instant(json.stringOrEmpty("created")),
        ProcessConfig.from(json.optionalObject("config")),
        rootfs.digests("diff_ids"));
  }

  /** Nothing depends on the date being right, so that a strange one doesn't spoil the image. */
  private static @Nullable Instant instant(String text) {
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
