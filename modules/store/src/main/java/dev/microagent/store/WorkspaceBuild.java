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
public final class WorkspaceBuild implements AutoCloseable {

  private static final String ROOTFS = "rootfs.ext4";

  private final Path path;
  private final StagingDirectory staging;
  private final Path directory;
  private final LockFile lock;
  private final Thread onShutdown;
  private boolean closed;

  WorkspaceBuild(Path path, StagingDirectory staging, LockFile lock) throws IOException {
    this.path = path;
    this.staging = staging;
    this.lock = lock;
    this.directory = staging.create();
    this.onShutdown = new Thread(this::closeAtShutdown, "discard-" + directory.getFileName());
    Runtime.getRuntime().addShutdownHook(onShutdown);
  }

  /** Where to write the root file system: not existing yet. Only this user may enter there. */
  public Path temporaryRootfs() {
    return directory.resolve(ROOTFS);
  }

  /** The absolute path that the root file system has once it is published. */
  public Path rootfs() {
    return path.resolve(ROOTFS);
  }

  /**
   * Makes an empty directory for what the build needs. It is deleted when this is published or
   * closed, or another is made.
   */
  public Path createStagingDirectory() throws IOException {
    StagingDirectory.deleteTree(scratch());
    return Files.createDirectory(scratch());
  }

  /**
   * Writes a file beside the root file system.
   *
   * @param name without a directory
   */
  public void write(String name, String text) throws IOException {
    StateDirectory.replace(directory, name, text);
  }

  private Path scratch() {
    return directory.resolve("stage");
  }

  /**
   * Publishes it: it survives a power failure from here on. Nothing may have the root file system
   * open for writing any more.
   *
   * @param facts what {@link Workspaces#read} returns: strings, numbers, booleans, lists and
   *     further maps
   */
  public void publish(Map<String, Object> facts) throws IOException {
    StagingDirectory.deleteTree(scratch());
    StateDirectory.sync(temporaryRootfs());
    Workspaces.write(directory, facts);
    rename();
    StateDirectory.sync(Objects.requireNonNull(path.getParent()));
  }

  private synchronized void rename() throws IOException {
    if (closed) {
      throw new IOException("the making of " + path.getFileName() + " was stopped");
    }
    Files.move(directory, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes what wasn't published, and lets others have the name. */
  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The program is stopping, and the hook does the same as this at the same time.
    }
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

  private void closeAtShutdown() {
    try {
      discard();
    } catch (IOException e) {
      // Nobody is left to tell. The next one that is made removes what stays.
    }
  }
}
