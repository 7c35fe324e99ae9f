package dev.microagent.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reusable root file systems, {@code images/rootfs/KEY.ext4}. A file with such a name is
 * complete and never changes. While one is built it's {@code .KEY.tmp} in the same directory, and
 * the builder holds the key's lock: so a second builder waits, and a temporary file whose lock is
 * free is the litter of a dead process.
 */
public final class Baselines {

  private static final long POLL_MILLIS = 50;
  private static final Pattern TEMPORARY = Pattern.compile("\\.([0-9a-f]{32})\\.tmp");

  private final Path directory;
  private final Path locks;

  Baselines(Path directory, Path locks) {
    this.directory = directory;
    this.locks = locks;
  }

  /** Where the baselines are. The directory may not exist yet. */
  public Path directory() {
    return directory;
  }

  /** The path of a baseline that is there. */
  public Optional<Path> find(BaselineKey key) {
    return Optional.of(path(key)).filter(Files::isRegularFile);
  }

  /**
   * Takes a key's lock, to build its baseline or to record it safely. Where another thread or
   * process is building the same one this waits for its end; {@link BaselineBuild#isPublished} then
   * tells that there is nothing left to do. Litter of dead processes is removed on the way.
   *
   * @param waiting called once if it has to wait
   * @throws InterruptedIOException if the thread is interrupted
   */
  public BaselineBuild begin(BaselineKey key, Runnable waiting) throws IOException {
    StateDirectory.create(directory);
    LockFile lock = LockFile.tryAcquire(locks, lockName(key));
    if (lock == null) {
      waiting.run();
    }
    // Asking again and again rather than blocking in the kernel: its search for deadlocks looks at
    // processes, not threads, and would see some where many keys are built at once.
    while (lock == null) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
      lock = LockFile.tryAcquire(locks, lockName(key));
    }
    try {
      Files.deleteIfExists(temporary(key));
      removeLitter();
      return new BaselineBuild(directory, path(key), temporary(key), lock);
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  private void removeLitter() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".*.tmp")) {
      for (Path file : files) {
        Matcher name = TEMPORARY.matcher(file.getFileName().toString());
        if (name.matches()) {
          try (LockFile lock =
              LockFile.tryAcquire(locks, lockName(new BaselineKey(name.group(1))))) {
            if (lock != null) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    }
  }

  private Path path(BaselineKey key) {
    return directory.resolve(key + ".ext4");
  }

  private Path temporary(BaselineKey key) {
    return directory.resolve("." + key + ".tmp");
  }

  private static String lockName(BaselineKey key) {
    return key + ".lock";
  }
}
