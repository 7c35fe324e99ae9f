package dev.microagent.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A baseline's key, held by this process. Write the file, publish it, record it in the index, then
 * close: as long as this is open nobody else builds or deletes the baseline. Closed without being
 * published, or when the program is told to stop, the temporary file is deleted.
 */
public final class BaselineBuild implements FileBuild, AutoCloseable {

  private final Path directory;
  private final Path path;
  private final Path temporary;
  private final ProvenanceFile provenance;
  private final StagingDirectory staging;
  private final LockFile lock;
  private final ShutdownAction onShutdown;
  private boolean closed;

  BaselineBuild(
      Path directory,
      Path path,
      Path temporary,
      StagingDirectory staging,
      ProvenanceFile provenance,
      LockFile lock)
      throws InterruptedIOException {
    this.directory = directory;
    this.path = path;
    this.temporary = temporary;
    this.staging = staging;
    this.provenance = provenance;
    this.lock = lock;
    this.onShutdown = ShutdownAction.register("discard-" + temporary.getFileName(), this::discard);
  }

  /** The absolute path that the baseline has once it is published. */
  public Path path() {
    return path;
  }

  /** In the same directory as {@link #path}. */
  @Override
  public Path temporaryPath() {
    return temporary;
  }

  @Override
  public synchronized <T> T create(FileMaker<T> maker) throws IOException {
    requireOpen();
    return maker.create(temporary);
  }

  @Override
  public synchronized Path createStagingDirectory() throws IOException {
    requireOpen();
    staging.delete();
    return staging.create();
  }

  /** Whether the baseline is there, by another builder or by {@link #publish}. */
  public boolean isPublished() {
    return Files.isRegularFile(path);
  }

  /**
   * Publishes a baseline with what is known of it, which is there before the baseline is.
   *
   * @param facts strings, numbers, booleans, lists and further maps, as {@link
   *     Baselines#provenance} returns them
   */
  public void publish(Map<String, Object> facts) throws IOException {
    provenance.write(facts);
    publish();
  }

  /**
   * Makes the temporary file the baseline: it and its name survive a power failure from here on.
   * Nothing may have it open for writing any more.
   */
  public void publish() throws IOException {
    StateDirectory.sync(temporary);
    rename();
    StateDirectory.sync(directory);
  }

  private synchronized void rename() throws IOException {
    requireOpen();
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the build of " + path.getFileName() + " was stopped");
    }
  }

  /** Deletes the temporary file if it wasn't published, and lets others have the key. */
  @Override
  public void close() throws IOException {
    onShutdown.close();
    discard();
  }

  private synchronized void discard() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      Files.deleteIfExists(temporary);
      staging.delete();
      if (!isPublished()) {
        provenance.delete();
      }
    }
  }
}
