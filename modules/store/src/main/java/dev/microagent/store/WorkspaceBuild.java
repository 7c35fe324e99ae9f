package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/**
 * A workspace that is being made. As long as this is open nobody else makes or deletes one of that
 * name. Closed without being published, or when the program is told to stop, all of it is deleted.
 */
public final class WorkspaceBuild implements FileBuild, AutoCloseable {

  private final Path path;
  private final StagingDirectory staging;
  private final LockFile lock;
  private final ImageIndex index;
  private final ShutdownAction onShutdown;
  private boolean closed;

  WorkspaceBuild(Path path, StagingDirectory staging, LockFile lock, ImageIndex index)
      throws IOException {
    this.path = path;
    this.staging = staging;
    this.lock = lock;
    this.index = index;
    this.onShutdown =
        ShutdownAction.register("discard-" + staging.path().getFileName(), this::discard);
    try {
      make();
    } catch (Throwable e) {
      onShutdown.close();
      throw e;
    }
  }

  /** Makes the directory, unless the program is stopping and has already deleted what there was. */
  private synchronized void make() throws IOException {
    requireOpen();
    staging.create();
  }

  @Override
  public Path temporaryPath() {
    return staging.path().resolve(Workspaces.ROOTFS);
  }

  @Override
  public synchronized <T> T create(FileMaker<T> maker) throws IOException {
    requireOpen();
    return maker.create(temporaryPath());
  }

  /** The absolute path that the root file system has once it is published. */
  public Path rootfs() {
    return path.resolve(Workspaces.ROOTFS);
  }

  @Override
  public synchronized Path createStagingDirectory() throws IOException {
    requireOpen();
    StagingDirectory.deleteTree(scratch());
    return Files.createDirectory(scratch());
  }

  /**
   * Writes a file beside the root file system.
   *
   * @param name without a directory
   */
  public void write(String name, String text) throws IOException {
    StateDirectory.replace(staging.path(), name, text);
  }

  private Path scratch() {
    return staging.path().resolve("stage");
  }

  /**
   * Publishes it and its record in the image index: they survive a power failure from here on, and
   * when this fails there is neither. A program that is killed in between leaves the workspace
   * without the record, for {@link Workspaces#mendRecords}. Nothing may have the root file system
   * open for writing any more.
   *
   * @param facts what {@link Workspaces#read} returns: strings, numbers, booleans, lists and
   *     further maps
   */
  public void publish(Map<String, Object> facts, ImageRecord record) throws IOException {
    StagingDirectory.deleteTree(scratch());
    StateDirectory.sync(temporaryPath());
    Workspaces.write(staging.path(), facts);
    try {
      index.record(record, this::publish);
    } catch (Throwable e) {
      takeBack();
      throw e;
    }
  }

  private synchronized void publish() throws IOException {
    requireOpen();
    Files.move(staging.path(), path, StandardCopyOption.ATOMIC_MOVE);
    StateDirectory.sync(Objects.requireNonNull(path.getParent()));
  }

  private synchronized void takeBack() throws IOException {
    if (Files.exists(path)) {
      Files.move(path, staging.path(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the making of " + path.getFileName() + " was stopped");
    }
  }

  /** Deletes what wasn't published, and lets others have the name. */
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
      staging.delete();
    }
  }
}
