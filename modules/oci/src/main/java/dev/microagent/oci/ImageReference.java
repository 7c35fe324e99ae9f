package dev.microagent.oci;

/** Where an image is to be had, as a user names it. */
public sealed interface ImageReference {

  /** The reference in full, with everything that may be left out when it is typed. */
  String canonical();

  /** Placeholder. */
  record Registry(String canonical) implements ImageReference {}
}
