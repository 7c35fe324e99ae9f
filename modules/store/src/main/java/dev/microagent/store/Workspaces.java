package dev.microagent.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces: directories {@code workspaces/NAME}, each with a root file system that is its own
 * and {@code workspace.json}. One with such a name is complete. While it is made it is {@code
 * .NAME.tmp}, and while it is deleted {@code .NAME.gone.tmp}; whoever does either has the name's
 * lock.
 */
public final class Workspaces {

  /** What a name must be, in words. */
  public static final String NAMES = "1 to 63 letters, digits and hyphens, no hyphen first";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");
  private static final Pattern UNFINISHED = Pattern.compile("\\.([A-Za-z0-9-]+)(?:\\.gone)?\\.tmp");
  static final String ROOTFS = "rootfs.ext4";
  private static final String FACTS = "workspace.json";

  /** Far longer than anyone has a workspace's lock to mend its record, or to look for litter. */
  private static final Duration MENDING = Duration.ofSeconds(1);

  private final Path directory;
  private final Path locks;
  private final ImageIndex index;

  Workspaces(Path directory, Path locks, ImageIndex index) {
    this.directory = directory;
    this.locks = locks;
    this.index = index;
  }

  /** Whether a workspace can have that name. Any such name is a host's name as well. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The absolute path that a workspace has, whether it is there or not. */
  public Path path(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a workspace's name: " + name);
    }
    return directory.resolve(name);
  }

  /** The absolute path of the root file system that a workspace has, if it is there. */
  public Path rootfs(String name) {
    return path(name).resolve(ROOTFS);
  }

  /** The names of those that are complete, sorted. */
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (isName(name) && Files.exists(entry.resolve(FACTS))) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw StateDirectory.unusable(directory, e);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    return names;
  }

  /**
   * What was recorded when a workspace was made.
   *
   * @throws StoreException if there is none of that name, or its record can't be understood
   */
  public Map<String, Object> read(String name) throws IOException {
    Path file = path(name).resolve(FACTS);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      requireThere(name);
      throw StoreException.brokenWorkspace(path(name), e);
    }
    try {
      return JsonText.read(bytes);
    } catch (IllegalArgumentException e) {
      throw StoreException.brokenWorkspace(path(name), e);
    }
  }

  /**
   * Gives their records in the image index to workspaces that lack one, as whoever made them was
   * killed just before that. What can't be mended now is left to the next one who tries.
   */
  public void mendRecords() {
    try {
      if (!unrecorded(index.list()).isEmpty()) {
        index.addMissing(images -> records(unrecorded(images)));
      }
    } catch (IOException e) {
      // Such as where only reading is allowed.
    }
  }

  /** Complete workspaces without a record of a file that is there. */
  private List<String> unrecorded(List<ImageRecord> images) throws IOException {
    List<String> names = new ArrayList<>(names());
    images.stream()
        .filter(image -> Files.exists(image.outputPath()))
        .flatMap(image -> image.workspace().stream())
        .forEach(names::remove);
    return names;
  }

  private List<ImageRecord> records(List<String> names) {
    List<ImageRecord> records = new ArrayList<>();
    for (String name : names) {
      Path rootfs = rootfs(name);
      try (LockFile lock = tryLock(name)) {
        // Where somebody has it, that is who makes or deletes the workspace.
        if (lock != null && Files.isRegularFile(rootfs)) {
          records.add(RecordFormat.ofWorkspace(name, rootfs, Files.size(rootfs), read(name)));
        }
      } catch (IllegalArgumentException | IOException e) {
        // It isn't known what it was made of. That must not keep the others from theirs.
      }
    }
    return records;
  }

  /**
   * Checks that there is a workspace, complete or not.
   *
   * @throws StoreException if there is none of that name
   */
  public void requireThere(String name) throws StoreException {
    if (!Files.exists(path(name), LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          StoreException.Kind.NO_SUCH_WORKSPACE, name + ": there is no such workspace");
    }
  }

  /**
   * Size of a workspace's root file system in bytes, holes among them; 0 where it has none.
   *
   * @throws StoreException if there is no workspace of that name
   */
  public long sizeBytes(String name) throws IOException {
    requireThere(name);
    return Files.isRegularFile(rootfs(name)) ? Files.size(rootfs(name)) : 0;
  }

  /**
   * Checks that a name is free, as {@link #begin} does.
   *
   * @throws StoreException if there is a workspace of that name
   */
  public void requireFree(String name) throws StoreException {
    if (Files.exists(path(name), LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          StoreException.Kind.WORKSPACE_EXISTS, "there is a workspace of that name already");
    }
  }

  /**
   * Begins one.
   *
   * @throws StoreException if there is one of that name, or another process makes or deletes it
   */
  public WorkspaceBuild begin(String name) throws IOException {
    Path path = path(name);
    StateDirectory.create(directory);
    removeLitter();
    mendRecords();
    LockFile lock = lock(name);
    try {
      requireFree(name);
      StagingDirectory staging = staging(name);
      staging.delete();
      return new WorkspaceBuild(path, staging, lock, index);
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Deletes one with its record in the image index.
   *
   * @throws StoreException if there is none of that name, or another process makes or deletes it
   */
  public void delete(String name) throws IOException {
    try (LockFile _ = lock(name)) {
      requireThere(name);
      try {
        // Records go first: none is ever without its file.
        dropRecords(name);
        discard(name);
      } catch (IOException e) {
        if (!StateDirectory.isOutOfSpace(e)) {
          throw e;
        }
        // Except where the index can't be written in any other space than the workspace's own.
        discard(name);
        dropRecords(name);
      }
    }
    mendRecords();
  }

  private void dropRecords(String name) throws IOException {
    index.keepOnly(images ->
        images.stream().filter(image -> !image.workspace().equals(Optional.of(name))).toList());
  }

  private void discard(String name) throws IOException {
    StagingDirectory doomed = staging(name);
    doomed.delete();
    Files.move(path(name), doomed.doomed(), StandardCopyOption.ATOMIC_MOVE);
    StateDirectory.sync(directory);
    StagingDirectory.deleteTree(doomed.doomed());
  }

  private LockFile lock(String name) throws IOException {
    LockFile lock = LockFile.acquire(locks, lockName(name), LockFile.Mode.EXCLUSIVE, MENDING);
    if (lock == null) {
      throw new StoreException(
          StoreException.Kind.IN_USE, name + " is being made or deleted by another process");
    }
    return lock;
  }

  private static String lockName(String name) {
    return "workspace-" + name + ".lock";
  }

  private @Nullable LockFile tryLock(String name) throws IOException {
    return LockFile.tryAcquire(locks, lockName(name), LockFile.Mode.EXCLUSIVE);
  }

  private StagingDirectory staging(String name) {
    return new StagingDirectory(
        directory.resolve("." + name + ".tmp"), directory.resolve("." + name + ".gone.tmp"));
  }

  /** Deletes what dead processes left unfinished. */
  void removeLitter() throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, ".*.tmp")) {
      for (Path entry : entries) {
        Matcher unfinished = UNFINISHED.matcher(entry.getFileName().toString());
        if (unfinished.matches()) {
          try (LockFile lock = tryLock(unfinished.group(1))) {
            if (lock != null) {
              StagingDirectory.deleteTree(entry);
            }
          }
        }
      }
    }
  }

  static void write(Path workspace, Map<String, Object> facts) throws IOException {
    StateDirectory.replace(workspace, FACTS, JsonText.write(facts));
  }
}
