package dev.microagent.store;

import dev.microagent.codec.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Decoded layers, {@code images/layers/ALGORITHM-HEX.lz4}, each an LZ4 frame named by its diff id,
 * and beside them parts of layers that weren't fetched to their end, and which were. Who reads one
 * verifies its digest. Thread-safe, and safe to use from many processes at once.
 */
public final class LayerCache {

  /** Smaller layers, in bytes, are fetched again sooner than their parts are found and kept. */
  private static final long MIN_PART_BYTES = 8 << 20;

  private static final String DECODED = ".lz4";
  private static final String PART = ".part";

  private final CacheDirectory directory;
  private final FetchedLayers fetched;
  private final LayerAdmission admission;

  LayerCache(CacheDirectory directory, FetchedLayers fetched, LayerAdmission admission) {
    this.directory = directory;
    this.fetched = fetched;
    this.admission = admission;
  }

  /** Opens a layer that is there, which counts as a use of it. The caller closes the channel. */
  public Optional<FileChannel> open(Digest diffId) throws IOException {
    return directory.open(name(diffId, DECODED));
  }

  /**
   * Begins to add a layer. Empty where it isn't admitted, or it would be in vain: the cache is off,
   * has the layer, or another thread or process is adding it.
   */
  public Optional<LayerCacheWriter> add(Digest diffId) throws IOException {
    if (directory.limitBytes() == 0 || !admits(diffId)) {
      return Optional.empty();
    }
    String name = name(diffId, DECODED);
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

  private boolean admits(Digest diffId) {
    return switch (admission) {
      case ALWAYS -> true;
      case WHEN_FETCHED_AGAIN -> fetched.has(diffId);
    };
  }

  /**
   * Notes that a layer was fetched, all of it, and had the digest that it should have, where it's
   * of use to know that the next time.
   */
  public void noteFetched(Digest diffId) throws IOException {
    if (directory.limitBytes() > 0 && admission == LayerAdmission.WHEN_FETCHED_AGAIN) {
      fetched.add(diffId);
    }
  }

  /** Removes a layer, such as one that turned out to be damaged. */
  public void remove(Digest diffId) throws IOException {
    directory.remove(name(diffId, DECODED));
  }

  /**
   * Opens what is kept of a layer that wasn't fetched to its end, nothing perhaps. Empty where it
   * would be in vain: the layer is small or larger than the cache may be, or another thread or
   * process is fetching it. The caller closes it.
   *
   * @param blob digest of the compressed layer
   * @param size of the compressed layer in bytes
   */
  public Optional<LayerPart> part(Digest blob, long size) throws IOException {
    if (size < MIN_PART_BYTES || size > directory.limitBytes()) {
      return Optional.empty();
    }
    String name = name(blob, PART);
    if (directory.isTaken(name)) {
      return Optional.empty();
    }
    LockFile lock = directory.tryLock(name);
    if (lock == null) {
      return Optional.empty();
    }
    try {
      directory.create();
      FileChannel file =
          FileChannel.open(
              directory.resolve(name),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return Optional.of(new LayerPart(directory, name, lock, file));
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /** Removes the parts of layers that nobody is fetching. */
  public void removeParts() throws IOException {
    directory.removeUnlocked("*" + PART);
  }

  /** Brings the cache within its limits, and removes what dead processes left. */
  public void trim() throws IOException {
    try {
      directory.trim();
    } finally {
      fetched.trim(directory.limitBytes() == 0 ? 0 : FetchedLayers.MAX);
    }
  }

  private static String name(Digest digest, String suffix) {
    return digest.algorithm() + "-" + digest.hex() + suffix;
  }
}
