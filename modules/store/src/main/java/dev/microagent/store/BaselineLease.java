package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A baseline that nobody deletes until this is closed. */
public final class BaselineLease implements AutoCloseable {

  private final Path path;
  private final @Nullable LockFile lock;

  BaselineLease(Path path, @Nullable LockFile lock) {
    this.path = path;
    this.lock = lock;
  }

  /** The file's real path. */
  public Path path() {
    return path;
  }

  /** Lets go; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
