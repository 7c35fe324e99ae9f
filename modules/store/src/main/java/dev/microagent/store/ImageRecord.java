package dev.microagent.store;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One image in the index.
 *
 * @param imageRef the name that a user gave it, in full
 * @param resolvedRef the same repository with the manifest's digest
 * @param digest of the platform's manifest
 * @param platform what the image is built for
 * @param outputPath absolute path of the root file system image
 * @param sizeBytes its size in bytes
 * @param lastUsedAt when it was last pulled or used
 */
public record ImageRecord(
    String imageRef,
    String resolvedRef,
    Digest digest,
    Platform platform,
    Path outputPath,
    long sizeBytes,
    Instant lastUsedAt) {}
