package dev.microagent.rootfs;

import dev.microagent.store.LayerAdmission;

/**
 * How layers are had.
 *
 * @param cacheBytes how large the layer cache may be, in bytes; with 0 it is emptied and not used
 * @param admission which of the layers that are fetched the cache takes in
 * @param concurrentDownloads how many layers are fetched at once, at least one
 */
public record LayerOptions(long cacheBytes, LayerAdmission admission, int concurrentDownloads) {

  /** Room for the layers of a dozen usual images; as many at once as most registries bear. */
  public static final LayerOptions DEFAULTS = new LayerOptions(4L << 30, LayerAdmission.ALWAYS, 4);

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public LayerOptions {
    if (cacheBytes < 0 || concurrentDownloads < 1) {
      throw new IllegalArgumentException("negative cache, or no download at once");
    }
  }
}
