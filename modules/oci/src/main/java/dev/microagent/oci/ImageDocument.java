package dev.microagent.oci;

import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a reference leads to: the manifest of one image, or an index of several. */
public sealed interface ImageDocument permits Manifest, Index {

  /** The version of the format that the OCI and Docker's schema 2 share. */
  long SCHEMA_VERSION = 2;

  /**
   * Reads a manifest or an index. The document's shape decides which it is; whatever else says what
   * it is must agree, so that nobody can be shown an index where another saw a manifest
   * (CVE-2021-41190).
   *
   * @param mediaType what it was announced as, by the descriptor that led to it or by an HTTP
   *     header; null where nothing did
   * @throws DocumentException if it is neither, or both, or too old
   */
  static ImageDocument parse(byte[] bytes, @Nullable String mediaType) throws DocumentException {
    JsonObject json = JsonReader.object(bytes, "manifest");
    String announced = mediaType == null ? "" : essence(mediaType);
    String declared = json.stringOrEmpty("mediaType");
    if (MediaTypes.isSchema1(announced)
        || MediaTypes.isSchema1(declared)
        || json.has("fsLayers")
        || (json.has("schemaVersion") && json.size("schemaVersion") == 1)) {
      throw new DocumentException(
          DocumentException.Kind.UNSUPPORTED,
          "manifest: Docker schema 1 is too old to be read;"
              + " pull and push the image with a current Docker, which converts it");
    }
    if (json.has("schemaVersion") && json.size("schemaVersion") != SCHEMA_VERSION) {
      throw json.malformed("schemaVersion", "neither 1 nor 2");
    }
    boolean image = json.has("config") || json.has("layers");
    boolean index = json.has("manifests") || (!image && json.mentions("manifests"));
    if (image && index) {
      throw malformed("manifest: ambiguous: has the members of an image and of an index");
    }
    if (!image && !index) {
      throw malformed("manifest: neither an image's manifest nor an index");
    }
    requireKind(index, declared, "mediaType");
    requireKind(index, announced, "announced type");
    return index ? Index.from(json) : Manifest.from(json);
  }

  private static void requireKind(boolean index, String mediaType, String where)
      throws DocumentException {
    boolean contradicts = index ? MediaTypes.isManifest(mediaType) : MediaTypes.isIndex(mediaType);
    if (contradicts) {
      throw malformed(
          "manifest: "
              + where
              + " is "
              + mediaType
              + ", but the content is "
              + (index ? "an index" : "an image's manifest"));
    }
  }

  /** A media type without parameters such as a charset (RFC 9110, 8.3.1). */
  private static String essence(String mediaType) {
    int end = mediaType.indexOf(';');
    return (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static DocumentException malformed(String message) {
    return new DocumentException(DocumentException.Kind.MALFORMED, message);
  }
}
