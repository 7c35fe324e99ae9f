package dev.microagent.layers;

import dev.microagent.codec.Digest;

/**
 * A layer that is to be merged.
 *
 * @param name for messages, such as the blob's digest
 * @param diffId digest that the uncompressed bytes must have
 * @param opener opens the compressed bytes
 */
public record LayerSource(String name, Digest diffId, BlobOpener opener) {}
