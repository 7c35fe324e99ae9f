package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.ImageConfig;
import dev.microagent.oci.Layer;
import dev.microagent.oci.Manifest;
import dev.microagent.oci.Platform;
import java.util.List;

/**
 * One image for one platform, with all that is known of it before its layers are read.
 *
 * @param imageRef the reference that led to it, in full
 * @param resolvedRef the same with the manifest's digest in place of the tag
 * @param descriptor of the platform's manifest, not of an index that led to it
 * @param manifest of the platform
 * @param config of the image
 * @param platform what it is built for, as its index or its config says
 * @param layers lowest first
 */
public record ResolvedImage(
    String imageRef,
    String resolvedRef,
    Descriptor descriptor,
    Manifest manifest,
    ImageConfig config,
    Platform platform,
    List<Layer> layers) {

  public ResolvedImage {
    layers = List.copyOf(layers);
  }

  /** Digest of the platform's manifest, not of an index that led to it. */
  public Digest digest() {
    return descriptor.digest();
  }
}
