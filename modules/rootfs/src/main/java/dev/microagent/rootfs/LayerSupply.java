package dev.microagent.rootfs;

import dev.microagent.registry.ImageSource;
import dev.microagent.store.LayerCache;

/**
 * Where a build has its layers from.
 *
 * @param source of the image; whoever opened it closes it after the build
 * @param cache asked first, and offered those layers that it lacks
 * @param concurrentDownloads how many layers are fetched at once, at least one
 */
public record LayerSupply(ImageSource source, LayerCache cache, int concurrentDownloads) {}
