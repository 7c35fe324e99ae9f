package dev.microagent.oci;

import dev.microagent.codec.Digest;
import dev.microagent.oci.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The manifest of one image for one platform (image specification, manifest.md; Docker's schema 2).
 *
 * @param config of the image
 * @param layers lowest first
 * @param annotations whatever else is said of the image
 */
public record Manifest(Descriptor config, List<Descriptor> layers, Map<String, String> annotations)
    implements ImageDocument {

  public Manifest {
    layers = List.copyOf(layers);
    annotations = Map.copyOf(annotations);
  }

  /**
   * Reads a manifest, and makes sure that it is an image's: a manifest may hold anything.
   *
   * @throws DocumentException if it isn't one, or has layers of unknown types
   */
  static Manifest from(JsonObject json) throws DocumentException {
    Descriptor config = Descriptor.from(json.object("config"));
    if (!MediaTypes.isConfig(config.mediaType())) {
      String artifactType = json.stringOrEmpty("artifactType");
      throw unsupported(
          "manifest: an artifact of type "
              + (artifactType.isEmpty() ? config.mediaType() : artifactType)
              + ", not an image");
    }
    List<Descriptor> layers = new ArrayList<>();
    for (JsonObject element : json.objects("layers")) {
      Descriptor layer = Descriptor.from(element);
      if (!MediaTypes.isLayer(layer.mediaType())) {
        throw unsupported(
            "manifest: layer " + layer.digest() + " is of unknown type " + layer.mediaType());
      }
      layers.add(layer);
    }
    return new Manifest(config, layers, json.stringMap("annotations"));
  }

  /**
   * The layers with the digests of their content, which the image's configuration lists.
   *
   * @throws DocumentException if it lists more or fewer
   */
  public List<Layer> layersOf(ImageConfig imageConfig) throws DocumentException {
    List<Digest> diffIds = imageConfig.diffIds();
    if (diffIds.size() != layers.size()) {
      throw new DocumentException(
          DocumentException.Kind.MALFORMED,
          "manifest: %d layers, but the image's config lists %d (rootfs.diff_ids)"
              .formatted(layers.size(), diffIds.size()));
    }
    List<Layer> result = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      result.add(new Layer(layers.get(i), diffIds.get(i)));
    }
    return List.copyOf(result);
  }

  private static DocumentException unsupported(String message) {
    return new DocumentException(DocumentException.Kind.UNSUPPORTED, message);
  }
}
