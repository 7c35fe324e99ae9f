package dev.microagent.rootfs;

import dev.microagent.registry.ResolvedImage;

/** Watches a pull. Calls come from several threads, often, and must return at once. */
public interface PullListener {

  /** Watches nothing. */
  PullListener NONE = new PullListener() {};

  /** The image was found; its layers come next. */
  default void resolved(ResolvedImage image) {}

  /** Another pull is building the same root file system; this one waits for it. */
  default void waiting() {}

  /** So many more compressed bytes of a layer have arrived. */
  default void fetched(int layer, long bytes) {}

  /** A layer comes from the layer cache, so nothing of it is fetched. */
  default void cached(int layer) {}

  /** So many more uncompressed bytes of a layer are ready to be merged. */
  default void decoded(int layer, long bytes) {}

  /** A layer is in the tree, verified. */
  default void layerDone(int layer) {}

  /** Something of the image was left out: what its user should know, one line. */
  default void note(String line) {}

  /** All layers are in; the file system's structure is being written. */
  default void writingFileSystem() {}
}
