package dev.microagent.store;

import dev.microagent.codec.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Decoded layers, {@code images/layers/ALGORITHM-HEX.lz4}, each an LZ4 frame named by its diff id.
 * Who reads one verifies its digest. Thread-safe, and safe to use from many processes at once.
 */
public final class LayerCache {

  private final CacheDirectory directory;

  LayerCache(CacheDirectory directory) {
    this.directory = directory;
  }

  /** Opens a layer that is there, which counts as a use of it. The caller closes the channel. */
  public Optional<FileChannel> open(Digest diffId) throws IOException {
    return directory.open(name(diffId));
  }

  /**
   * Begins to add a layer. Empty where it would be in vain: the cache is off, has the layer, or
   * another thread or process is adding it.
   */
  public Optional<LayerCacheWriter> add(Digest diffId) throws IOException {
    if (directory.limitBytes() == 0) {
      return Optional.empty();
    }
    String name = name(diffId);
    LockFile lock = directory.tryLock(name);
    if (lock == null) {
      return Optional.empty();
    }
    try {
      if (!Files.exists(directory.resolve(name))) {
        directory.create();
        return Optional.of(new LayerCacheWriter(directory, name, lock));
      }
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
    lock.close();
    return Optional.empty();
  }

  /** Removes a layer, such as one that turned out to be damaged. */
  public void remove(Digest diffId) throws IOException {
    directory.remove(name(diffId));
  }

  /** Brings the cache within its limit, and removes what dead processes left. */
  public void trim() throws IOException {
    directory.trim();
  }

  private static String name(Digest diffId) {
    return diffId.algorithm() + "-" + diffId.hex() + ".lz4";
  }
}
