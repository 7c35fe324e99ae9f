package dev.microagent.oci;

import dev.microagent.codec.Digest;
import org.jspecify.annotations.Nullable;

/** Where an image is to be had, as a user names it. */
public sealed interface ImageReference permits RegistryReference, LocalReference {

  /**
   * Reads a reference: {@code oci:DIR[:TAG]}, {@code oci-archive:FILE[:TAG]} or {@code
   * docker-archive:FILE[:TAG]}, otherwise one to a registry.
   *
   * @throws IllegalArgumentException if it is none, with the reason
   */
  static ImageReference parse(String text) {
    for (LocalReference.Transport transport : LocalReference.Transport.values()) {
      if (text.startsWith(transport.prefix())) {
        return LocalReference.parse(transport, text.substring(transport.prefix().length()));
      }
    }
    return RegistryReference.parse(text);
  }

  /** The reference in full, with everything that may be left out when it is typed. */
  String canonical();

  /** The same repository, layout or archive, with the manifest's digest in place of the tag. */
  String resolved(Digest manifest);

  /** What the author of the image calls it; null where the reference says nothing of it. */
  @Nullable String tag();

  /** Which manifest or index it must be; null where any will do. A digest beats a tag. */
  @Nullable Digest digest();
}
