package dev.microagent.store;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One image in the index.
 *
 * @param imageRef its name: in full where it was pulled, as the user typed it where it was tagged
 * @param resolvedRef the same repository with the manifest's digest
 * @param digest of the platform's manifest
 * @param platform what the image is built for
 * @param outputPath absolute path of the root file system image
 * @param sizeBytes its size in bytes
 * @param lastUsedAt when it was last pulled or used; whole seconds, a fraction is dropped
 * @param unknown what else the index says of it: {@link #workspace}, and keys that another version
 *     wrote, kept for it. Those inside {@code platform} are a map under that key
 */
public record ImageRecord(
    String imageRef,
    String resolvedRef,
    Digest digest,
    Platform platform,
    Path outputPath,
    long sizeBytes,
    Instant lastUsedAt,
    Map<String, Object> unknown) {

  /** The key of records that belong to a workspace: its name. */
  private static final String WORKSPACE = "workspace";

  public ImageRecord {
    lastUsedAt = lastUsedAt.truncatedTo(ChronoUnit.SECONDS);
    unknown = Collections.unmodifiableMap(new LinkedHashMap<>(unknown));
  }

  /** A record with nothing in it that this version doesn't know. */
  public ImageRecord(
      String imageRef,
      String resolvedRef,
      Digest digest,
      Platform platform,
      Path outputPath,
      long sizeBytes,
      Instant lastUsedAt) {
    this(imageRef, resolvedRef, digest, platform, outputPath, sizeBytes, lastUsedAt, Map.of());
  }

  /** The record as {@code index.json} has it: keys in their order there, values ready for JSON. */
  public Map<String, Object> toJson() {
    return RecordFormat.write(this);
  }

  /** The workspace that the file belongs to; empty for one that is there for all. */
  public Optional<String> workspace() {
    return Optional.ofNullable(unknown.get(WORKSPACE)).map(String::valueOf);
  }

  /** The same as the record of a workspace's own file. */
  public ImageRecord ofWorkspace(String name) {
    return withUnknown(Map.of(WORKSPACE, name));
  }

  /** The same, used again. */
  public ImageRecord usedAt(Instant now) {
    return new ImageRecord(
        imageRef, resolvedRef, digest, platform, outputPath, sizeBytes, now, unknown);
  }

  /**
   * Whether both are the same image to a user, so that one takes the other's place in the index:
   * names count in full, however they were typed. What belongs to a workspace takes nothing else's
   * place.
   */
  boolean hasNameOf(ImageRecord other) {
    return ImageSelector.canonical(imageRef).equals(ImageSelector.canonical(other.imageRef))
        && platform.equals(other.platform)
        && workspace().equals(other.workspace());
  }

  ImageRecord withImageRef(String name) {
    return new ImageRecord(
        name, resolvedRef, digest, platform, outputPath, sizeBytes, lastUsedAt, unknown);
  }

  ImageRecord withUnknown(Map<String, Object> keys) {
    return new ImageRecord(
        imageRef, resolvedRef, digest, platform, outputPath, sizeBytes, lastUsedAt, keys);
  }
}
