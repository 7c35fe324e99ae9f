package dev.microagent.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock that keeps other threads and other processes out, all of them or those that want it for
 * themselves. It belongs to no thread: any may close it. A dead process holds none.
 *
 * <p>POSIX drops a process's locks on a file when it closes any descriptor of it, so a lock file is
 * open at most once in this process, for whoever is in {@link #HELD}. For the same reason the locks
 * are files of their own, never files that others open to read or write.
 */
final class LockFile implements AutoCloseable {

  /** Who else may have it at the same time. */
  enum Mode {
    /** Nobody. */
    EXCLUSIVE,
    /** Others who share it. */
    SHARED
  }

  /** A lock of this process, and how many of its threads hold it. */
  private static final class Held {
    final Mode mode;
    final FileChannel channel;
    int holders = 1;

    Held(Mode mode, FileChannel channel) {
      this.mode = mode;
      this.channel = channel;
    }
  }

  private static final long POLL_MILLIS = 10;

  private static final Map<Path, Held> HELD = new HashMap<>();

  private final Path path;
  private boolean closed;

  private LockFile(Path path) {
    this.path = path;
  }

  /**
   * Waits for a lock.
   *
   * @param waiting called once if it has to wait
   * @throws InterruptedIOException if the thread is interrupted
   */
  static LockFile acquire(Path directory, String name, Mode mode, Runnable waiting)
      throws IOException {
    LockFile lock = tryAcquire(directory, name, mode);
    if (lock != null) {
      return lock;
    }
    waiting.run();
    // Asking again and again rather than blocking in the kernel: its search for deadlocks looks at
    // processes, not threads, and would see some where many files are locked at once.
    while (lock == null) {
      pause();
      lock = tryAcquire(directory, name, mode);
    }
    return lock;
  }

  /**
   * Waits some time for a lock.
   *
   * @return null if somebody has it all that time
   * @throws InterruptedIOException if the thread is interrupted
   */
  static @Nullable LockFile acquire(Path directory, String name, Mode mode, Duration patience)
      throws IOException {
    long start = System.nanoTime();
    LockFile lock = tryAcquire(directory, name, mode);
    while (lock == null && System.nanoTime() - start < patience.toNanos()) {
      pause();
      lock = tryAcquire(directory, name, mode);
    }
    return lock;
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** Takes a lock if nobody has it, or all who have it share it and this one would too. */
  static @Nullable LockFile tryAcquire(Path directory, String name, Mode mode) throws IOException {
    StateDirectory.create(directory);
    // The one name for the file that all threads agree on.
    Path real = directory.toRealPath().resolve(name);
    synchronized (HELD) {
      Held held = HELD.get(real);
      if (held == null) {
        FileChannel channel = openLocked(real, mode);
        if (channel == null) {
          return null;
        }
        HELD.put(real, new Held(mode, channel));
      } else if (mode == Mode.SHARED && held.mode == Mode.SHARED) {
        held.holders++;
      } else {
        return null;
      }
    }
    return new LockFile(real);
  }

  /** Opens and locks a file; null if another process has it. Doesn't block. */
  private static @Nullable FileChannel openLocked(Path real, Mode mode) throws IOException {
    FileChannel channel = open(real, mode);
    boolean locked = false;
    try {
      locked = channel.tryLock(0, Long.MAX_VALUE, mode == Mode.SHARED) != null;
      return locked ? channel : null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static FileChannel open(Path real, Mode mode) throws IOException {
    // To share one takes no more than to read it, as who may only read the directory does.
    return mode == Mode.SHARED && Files.exists(real)
        ? FileChannel.open(real, StandardOpenOption.READ)
        : FileChannel.open(
            real, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Gives the lock back; a second call does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (closed) {
        return;
      }
      closed = true;
      Held held = HELD.get(path);
      if (held != null && --held.holders == 0) {
        HELD.remove(path);
        held.channel.close();
      }
    }
  }
}
