package dev.microagent.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that keeps other threads and other processes out. It belongs to no thread: any may close
 * it. A dead process holds none.
 *
 * <p>POSIX drops a process's locks on a file when it closes any descriptor of it, so a lock file is
 * open at most once in this process: whoever has it in {@link #HELD} may open it. For the same
 * reason the locks are files of their own, never files that others open to read or write.
 */
final class LockFile implements AutoCloseable {

  private static final Set<Path> HELD = new HashSet<>();

  private final Path path;
  private final FileChannel channel;

  private LockFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Waits for a lock.
   *
   * @throws InterruptedIOException or {@link java.nio.channels.FileLockInterruptionException} if
   *     the thread is interrupted
   */
  static LockFile acquire(Path directory, String name) throws IOException {
    Path real = prepare(directory, name);
    synchronized (HELD) {
      while (HELD.contains(real)) {
        try {
          HELD.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
      }
      HELD.add(real);
    }
    LockFile lock = open(real);
    try {
      FileLock _ = lock.channel.lock();
      return lock;
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /** Takes a lock if nobody has it. */
  static @Nullable LockFile tryAcquire(Path directory, String name) throws IOException {
    Path real = prepare(directory, name);
    synchronized (HELD) {
      if (!HELD.add(real)) {
        return null;
      }
    }
    LockFile lock = open(real);
    boolean locked = false;
    try {
      locked = lock.channel.tryLock() != null;
      return locked ? lock : null;
    } finally {
      if (!locked) {
        lock.close();
      }
    }
  }

  /** Makes the directory, and finds the one name for the file that all threads agree on. */
  private static Path prepare(Path directory, String name) throws IOException {
    StateDirectory.create(directory);
    return directory.toRealPath().resolve(name);
  }

  private static LockFile open(Path real) throws IOException {
    try {
      return new LockFile(
          real, FileChannel.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (Throwable e) {
      forget(real);
      throw e;
    }
  }

  private static void forget(Path real) {
    synchronized (HELD) {
      HELD.remove(real);
      HELD.notifyAll();
    }
  }

  /** Gives the lock back; a second call does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (!channel.isOpen()) {
        return;
      }
      channel.close();
    }
    forget(path);
  }
}
