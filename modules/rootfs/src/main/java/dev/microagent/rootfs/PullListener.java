package dev.microagent.rootfs;

import dev.microagent.registry.ResolvedImage;

/** Watches a pull. Calls come from several threads, often, and must return at once. */
public interface PullListener {

  /** The image was found; its layers come next. */
  void resolved(ResolvedImage image);

  /** Another pull is building the same root file system; this one waits for it. */
  void waiting();

  /** So many more compressed bytes of a layer have arrived. */
  void fetched(int layer, long bytes);

  /** So many more uncompressed bytes of a layer have been merged. */
  void merged(int layer, long bytes);

  /** A layer is in the tree, verified. */
  void layerDone(int layer);

  /** All layers are in; the file system's structure is being written. */
  void writingFileSystem();
}
