package dev.microagent.ext4;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Has the disk keep up with a file that is being written: syncs it every now and then, in a thread
 * of its own, so that little is left to wait for when it is synced in the end. It isn't enough to
 * have the system begin with the writing: a disk, or a virtual machine's host, takes gigabytes into
 * a cache first, and only a sync has it write them out.
 *
 * <p>Whoever uses it must {@link #await} the end: of a failure the system tells whoever syncs
 * first, but not who opens and syncs the file after that.
 *
 * <p>Not thread-safe. The channel is the caller's; closing it waits for a sync that is under way.
 */
final class BackgroundSync {

  /**
   * Bytes that are written before the next sync. With 32 MiB a pull of a GiB takes 3 % more CPU
   * time, with 256 MiB it takes longer.
   */
  static final int SYNC_BYTES = 64 << 20;

  /** Bytes that are written while a sync takes its time, before writing waits for its end. */
  private static final int MOST_BYTES = 4 * SYNC_BYTES;

  /** Bytes that are worth a sync at the end; fewer are left to who syncs the file then. */
  static final int LEAST_BYTES = 8 << 20;

  private final FileChannel channel;
  private long unsynced;
  private @Nullable FutureTask<@Nullable Void> last;

  BackgroundSync(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes note of bytes that were written.
   *
   * @throws InterruptedIOException if this thread is interrupted while it waits for the disk
   * @throws IOException if an earlier sync failed
   */
  void written(long bytes) throws IOException {
    unsynced += bytes;
    if (unsynced >= MOST_BYTES) {
      await();
    }
    if (unsynced >= SYNC_BYTES) {
      begin();
    }
  }

  /**
   * Takes note that all is written.
   *
   * @throws IOException if an earlier sync failed
   */
  void allWritten() throws IOException {
    if (unsynced >= LEAST_BYTES) {
      begin();
    }
  }

  /** Begins a sync, unless one is under way. */
  private void begin() throws IOException {
    if (last == null || last.isDone()) {
      await();
      FutureTask<@Nullable Void> next = new FutureTask<>(this::sync);
      Thread.ofPlatform().name("image-sync").daemon().start(next);
      last = next;
      unsynced = 0;
    }
  }

  private @Nullable Void sync() throws IOException {
    channel.force(false);
    return null;
  }

  /**
   * Waits for the sync that is under way, if one is. It may leave out what was written since it
   * began.
   *
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if a sync failed
   */
  void await() throws IOException {
    if (last == null) {
      return;
    }
    try {
      last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }
}
