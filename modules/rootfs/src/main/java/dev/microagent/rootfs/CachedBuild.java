package dev.microagent.rootfs;

import dev.microagent.store.StateDirectory;
import java.io.IOException;

/**
 * A build that uses the layer cache.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
interface CachedBuild<T> {

  /**
   * Builds, from the beginning.
   *
   * @param cacheBytes how large the cache may be
   */
  T build(long cacheBytes) throws IOException;

  /** Builds; once more, without a cache, if the disk has no space for both. */
  static <T> T run(LayerOptions layers, CachedBuild<T> build) throws IOException {
    try {
      return build.build(layers.cacheBytes());
    } catch (IOException e) {
      if (layers.cacheBytes() == 0 || !StateDirectory.isOutOfSpace(e)) {
        throw e;
      }
      // What is cached can be had again: it must not take the space that an image needs.
      return build.build(0);
    }
  }
}
