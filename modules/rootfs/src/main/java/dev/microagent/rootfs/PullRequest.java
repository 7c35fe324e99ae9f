package dev.microagent.rootfs;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to pull.
 *
 * @param image where it is to be had
 * @param platform what it must be built for
 * @param sizeMib size of the file system in MiB; where empty it is chosen to fit
 * @param source how a registry is to be spoken to
 * @param layers how layers are had
 * @param mke2fs program that makes the file system; where null, it is written by this one
 * @param guestInits where the init is to be had that the file system boots with
 */
public record PullRequest(
    ImageReference image,
    Platform platform,
    OptionalLong sizeMib,
    SourceOptions source,
    LayerOptions layers,
    @Nullable Path mke2fs,
    GuestInits guestInits) {

  /** A request for a file system that holds nothing but the image, written without mke2fs. */
  public PullRequest(
      ImageReference image,
      Platform platform,
      OptionalLong sizeMib,
      SourceOptions source,
      LayerOptions layers) {
    this(image, platform, sizeMib, source, layers, null, GuestInits.none());
  }
}
