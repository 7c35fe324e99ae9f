package dev.microagent.rootfs;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import java.util.OptionalLong;

/**
 * What to pull.
 *
 * @param image where it is to be had
 * @param platform what it must be built for
 * @param sizeMib size of the file system in MiB; where empty it is chosen to fit
 * @param source how a registry is to be spoken to
 */
public record PullRequest(
    ImageReference image, Platform platform, OptionalLong sizeMib, SourceOptions source) {}
