package dev.microagent.oci;

import dev.microagent.codec.Digest;

/**
 * A layer of an image.
 *
 * @param descriptor of the layer's blob, compressed as it is stored
 * @param diffId digest of the uncompressed tar archive
 */
public record Layer(Descriptor descriptor, Digest diffId) {

  /** Digest of the blob. */
  public Digest digest() {
    return descriptor.digest();
  }

  /** Size of the blob in bytes. */
  public long size() {
    return descriptor.size();
  }
}
