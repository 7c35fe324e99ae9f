package dev.microagent.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reusable root file systems, {@code images/rootfs/KEY.ext4}. A file with such a name is
 * complete and never changes. While one is built it's {@code .KEY.tmp} in the same directory, where
 * {@code .KEY.stage.tmp} may be a directory of what the builder needs until then, and the builder
 * holds the key's lock: so a second builder waits, and a temporary file whose lock is free is the
 * litter of a dead process.
 */
public final class Baselines {

  private static final String SUFFIX = ".ext4";
  private static final Pattern PROVENANCE = Pattern.compile("([0-9a-f]{32})\\.json");
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.([0-9a-f]{32})(?:\\.(?:json|stage|gone))?\\.tmp");

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
    LockFile lock = LockFile.acquire(locks, lockName(key.text()), LockFile.Mode.EXCLUSIVE, waiting);
    try {
      Files.deleteIfExists(temporary(key));
      staging(key).delete();
      removeLitter();
      return new BaselineBuild(
          directory, path(key), temporary(key), staging(key), ProvenanceFile.of(path(key)), lock);
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Keeps a baseline from being deleted while it is read, such as to clone or check it. Others may
   * hold it at the same time. A file that isn't a baseline is nobody's to delete, and so not held.
   *
   * @param file a record's output path
   * @return to be closed when the reader is done
   * @throws StoreException if it is gone
   * @throws InterruptedIOException if the thread is interrupted while another builds it
   */
  public BaselineLease hold(Path file) throws IOException {
    Path real = real(file);
    if (!holds(real)) {
      return new BaselineLease(real, null);
    }
    LockFile lock = LockFile.acquire(locks, lockName(real), LockFile.Mode.SHARED, () -> {});
    try {
      // It may have been deleted while this waited.
      return new BaselineLease(real(file), lock);
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  private static Path real(Path file) throws IOException {
    try {
      return file.toRealPath();
    } catch (NoSuchFileException e) {
      throw StoreException.missingFile(file);
    }
  }

  /**
   * What is known of a baseline's making, as it was published with it; hold it meanwhile.
   *
   * @param file the baseline's real path
   * @return empty where it isn't recorded
   * @throws StoreException if what is recorded can't be understood
   */
  public Optional<Map<String, Object>> provenance(Path file) throws IOException {
    return holds(file) ? ProvenanceFile.of(file).read() : Optional.empty();
  }

  /**
   * The complete baselines, with or without a record, in the order of their names.
   *
   * @return real paths
   */
  List<Path> list() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory.toRealPath(), "[!.]*" + SUFFIX)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          found.add(file);
        }
      }
    }
    Collections.sort(found);
    return found;
  }

  /** Whether a file lies here, going by its real path: one that may be deleted. */
  boolean holds(Path real) throws IOException {
    return Files.isDirectory(directory)
        && Files.isRegularFile(real)
        && real.startsWith(directory.toRealPath());
  }

  /** Whether a file is one of those here, by whatever path or link: what nobody may write to. */
  public boolean have(Path file) throws IOException {
    Path real = file.toRealPath();
    if (holds(real)) {
      return true;
    }
    for (Path baseline : list()) {
      try {
        // A hard link has a path of its own.
        if (Files.isSameFile(real, baseline)) {
          return true;
        }
      } catch (NoSuchFileException e) {
        // Somebody deleted one of the two meanwhile.
      }
    }
    return false;
  }

  /** Takes a baseline's lock to delete it; null if somebody builds or reads it. */
  @Nullable LockFile tryLock(Path real) throws IOException {
    return LockFile.tryAcquire(locks, lockName(real), LockFile.Mode.EXCLUSIVE);
  }

  /** Deletes a baseline whose lock the caller has, and what lies beside it. */
  void delete(Path real) throws IOException {
    Files.deleteIfExists(real);
    ProvenanceFile.of(real).delete();
  }

  /** Deletes what dead processes left unfinished, and what was known of baselines that are gone. */
  void removeLitter() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "{.*.tmp,[!.]*.json}")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Matcher temporary = TEMPORARY.matcher(name);
        Matcher provenance = PROVENANCE.matcher(name);
        if (temporary.matches()) {
          removeUnused(file, temporary.group(1));
        } else if (provenance.matches()) {
          removeUnused(file, provenance.group(1));
        }
      }
    }
  }

  /** Deletes a file beside a baseline, unless its key is in use or it belongs to a baseline. */
  private void removeUnused(Path file, String key) throws IOException {
    Path owner = directory.resolve(key + SUFFIX);
    boolean provenance = !file.getFileName().toString().startsWith(".");
    if (provenance && Files.exists(owner)) {
      return;
    }
    try (LockFile lock = LockFile.tryAcquire(locks, lockName(key), LockFile.Mode.EXCLUSIVE)) {
      // It may have been published meanwhile.
      if (lock != null && !(provenance && Files.exists(owner))) {
        StagingDirectory.deleteTree(file);
      }
    }
  }

  private Path path(BaselineKey key) {
    return directory.resolve(key + SUFFIX);
  }

  private Path temporary(BaselineKey key) {
    return directory.resolve("." + key + ".tmp");
  }

  private StagingDirectory staging(BaselineKey key) {
    return new StagingDirectory(
        directory.resolve("." + key + ".stage.tmp"), directory.resolve("." + key + ".gone.tmp"));
  }

  /** The lock of a file here; for a baseline that of its key. */
  private String lockName(Path real) throws IOException {
    String name = directory.toRealPath().relativize(real).toString().replace('/', '_');
    return lockName(
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name);
  }

  private static String lockName(String key) {
    return key + ".lock";
  }
}
