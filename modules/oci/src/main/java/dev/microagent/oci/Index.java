package dev.microagent.oci;

import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of images, one a platform (image specification, image-index.md); Docker's manifest list
 * means the same.
 *
 * @param manifests in the document's order, which is the order of preference
 */
public record Index(List<Descriptor> manifests) implements ImageDocument {

  public Index {
    manifests = List.copyOf(manifests);
  }

  /**
   * Reads the {@code index.json} of an image layout.
   *
   * @throws DocumentException if it isn't an index
   */
  public static Index parse(byte[] bytes) throws DocumentException {
    return from(JsonReader.object(bytes, "index.json"));
  }

  static Index from(JsonObject json) throws DocumentException {
    List<Descriptor> manifests = new ArrayList<>();
    for (JsonObject manifest : json.objects("manifests")) {
      manifests.add(Descriptor.from(manifest));
    }
    return new Index(manifests);
  }
}
