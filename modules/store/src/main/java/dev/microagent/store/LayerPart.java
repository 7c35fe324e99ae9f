package dev.microagent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * The first bytes of a compressed layer that wasn't fetched to its end, {@code
 * images/layers/ALGORITHM-HEX.part}, named by the blob's digest. Nobody else has it as long as it's
 * open.
 */
public final class LayerPart implements AutoCloseable {

  private final CacheDirectory directory;
  private final String name;
  private final LockFile lock;
  private final FileChannel file;

  LayerPart(CacheDirectory directory, String name, LockFile lock, FileChannel file) {
    this.directory = directory;
    this.name = name;
    this.lock = lock;
    this.file = file;
  }

  /** The bytes; what is written at their end stays. They are closed with this. */
  public FileChannel bytes() {
    return file;
  }

  /** Removes the bytes. */
  public void discard() throws IOException {
    directory.remove(name);
  }

  /** Lets others have the bytes, if there are any; a second call does nothing. */
  @Override
  public void close() throws IOException {
    try (lock;
        file) {
      // The JDK closes the channel of a thread that is interrupted.
      if (file.isOpen() && file.size() == 0) {
        discard();
      }
    }
  }
}
