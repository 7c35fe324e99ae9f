package dev.microagent.layers;

import dev.microagent.codec.Digest;

/**
 * A layer that is to be merged.
 *
 * @param name for messages, such as the blob's digest
 * @param diffId digest that the uncompressed bytes must have
 * @param opener opens the compressed bytes
 * @param recorder opens what keeps the uncompressed bytes
 */
public record LayerSource(
    String name, Digest diffId, BlobOpener opener, LayerRecorder.Opener recorder) {

  /** A layer that isn't recorded. */
  public LayerSource(String name, Digest diffId, BlobOpener opener) {
    this(name, diffId, opener, LayerRecorder.Opener.NONE);
  }
}
