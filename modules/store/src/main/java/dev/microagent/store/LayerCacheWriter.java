package dev.microagent.store;

import dev.microagent.codec.Lz4FrameWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Adds one layer to the cache. Unless it is completed, nothing of it stays. */
public final class LayerCacheWriter implements AutoCloseable {

  private final CacheDirectory directory;
  private final String name;
  private final LockFile lock;
  private final FileChannel file;
  private final Lz4FrameWriter frame;
  private final ShutdownAction onShutdown;
  private boolean closed;

  LayerCacheWriter(CacheDirectory directory, String name, LockFile lock) throws IOException {
    this.directory = directory;
    this.name = name;
    this.lock = lock;
    this.onShutdown = ShutdownAction.register("discard-" + name, this::delete);
    try {
      this.file = create();
    } catch (Throwable e) {
      onShutdown.close();
      throw e;
    }
    this.frame = new Lz4FrameWriter(file);
  }

  /** Makes the file, unless the program is stopping and has already deleted what there was. */
  private synchronized FileChannel create() throws IOException {
    if (closed) {
      throw new InterruptedIOException("the program is stopping");
    }
    return FileChannel.open(
        directory.temporary(name),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /**
   * Adds uncompressed bytes of the layer.
   *
   * @param bytes a direct buffer, all of which is consumed
   * @throws IOException if they can't be written, or the layer is larger than the whole cache may
   *     be
   */
  public void write(ByteBuffer bytes) throws IOException {
    frame.write(bytes);
    if (file.position() > directory.limitBytes()) {
      throw new IOException("the layer is larger than the layer cache may be");
    }
  }

  /** Publishes the layer, which must be whole and have the digest that it should have. */
  public void complete() throws IOException {
    frame.finish();
    directory.publish(name);
  }

  /** Ends it; what wasn't completed is deleted. */
  @Override
  public void close() throws IOException {
    try (lock;
        file;
        frame;
        onShutdown) {
      delete();
    }
  }

  /**
   * Deletes the file, which has this name no more once it is published; a second call nothing. A
   * thread that writes may go on: it writes to a file without a name.
   */
  private synchronized void delete() throws IOException {
    if (!closed) {
      closed = true;
      Files.deleteIfExists(directory.temporary(name));
    }
  }
}
