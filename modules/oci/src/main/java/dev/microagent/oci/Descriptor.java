package dev.microagent.oci;

import dev.microagent.codec.Digest;

/**
 * Names a blob by its content.
 *
 * @param mediaType what the blob is
 * @param digest of the blob's bytes
 * @param size of the blob in bytes
 */
public record Descriptor(String mediaType, Digest digest, long size) {}
