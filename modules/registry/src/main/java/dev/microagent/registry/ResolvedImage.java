package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.Platform;
import java.util.List;

/**
 * One image for one platform.
 *
 * @param digest of the platform's manifest, not of an index that led to it
 */
public record ResolvedImage(Digest digest, Platform platform, List<Descriptor> layers) {}
