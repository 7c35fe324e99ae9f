package dev.microagent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory of files that can be had again, bounded by their bytes in all: those that were used
 * longest ago go first. A file's time of modification is when it was last used. Linux keeps a file
 * that is open, so one may go while it is read.
 *
 * <p>While a file NAME is written it is {@code .NAME.tmp}, and the writer holds NAME's lock; a
 * temporary file whose lock is free is the litter of a dead process. Files that grow where they are
 * have a lock too. Nothing is synced: who reads a file verifies it, so what a power failure leaves
 * is at worst a miss.
 */
final class CacheDirectory {

  private static final String NAME = "sha(?:256|512)-[0-9a-f]+\\.(?:lz4|part)";
  private static final Pattern ENTRY = Pattern.compile(NAME);
  private static final Pattern OURS = Pattern.compile("\\.?(" + NAME + ")(?:\\.tmp)?");

  private final Path directory;
  private final Path locks;
  private final long limitBytes;

  /**
   * @param limitBytes how many bytes may stay; with 0 nothing is kept
   */
  CacheDirectory(Path directory, Path locks, long limitBytes) {
    this.directory = directory;
    this.locks = locks;
    this.limitBytes = limitBytes;
  }

  private record Entry(Path path, FileTime used, long bytes) {}

  long limitBytes() {
    return limitBytes;
  }

  Path resolve(String name) {
    return directory.resolve(name);
  }

  Path temporary(String name) {
    return directory.resolve("." + name + ".tmp");
  }

  /** Opens a file to read it, which counts as a use. */
  Optional<FileChannel> open(String name) throws IOException {
    if (limitBytes == 0 || isTaken(name)) {
      return Optional.empty();
    }
    Path path = resolve(name);
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      touch(path);
      return Optional.of(channel);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether something that is no file has a name, such as a pipe, which would never end. It goes if
   * it can; a directory with something in it stays.
   */
  boolean isTaken(String name) {
    Path path = resolve(name);
    if (Files.notExists(path) || Files.isRegularFile(path)) {
      return false;
    }
    try {
      Files.deleteIfExists(path);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void touch(Path path) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // It just went, or belongs to somebody else: it can be read all the same.
    }
  }

  /** Takes the lock of a name, unless somebody has it. */
  @Nullable LockFile tryLock(String name) throws IOException {
    return LockFile.tryAcquire(locks, "layer-" + name + ".lock", LockFile.Mode.EXCLUSIVE);
  }

  /** Makes the directory, should it not be there. */
  void create() throws IOException {
    StateDirectory.create(directory);
  }

  /** Gives a complete temporary file its name, and makes room for it. */
  void publish(String name) throws IOException {
    Files.move(temporary(name), resolve(name), StandardCopyOption.ATOMIC_MOVE);
    evict();
  }

  void remove(String name) throws IOException {
    Files.deleteIfExists(resolve(name));
  }

  /** Removes what dead processes left, and what is more than the limit. */
  void trim() throws IOException {
    if (Files.isDirectory(directory)) {
      removeUnlocked(".*.tmp");
      evict();
    }
  }

  /** Removes the files of ours that a glob matches and that nobody is writing. */
  void removeUnlocked(String glob) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
      for (Path file : files) {
        Matcher name = OURS.matcher(file.getFileName().toString());
        if (name.matches() && Files.isRegularFile(file)) {
          try (LockFile lock = tryLock(name.group(1))) {
            if (lock != null) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    }
  }

  private void evict() throws IOException {
    List<Entry> entries = entries();
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry entry : entries) {
      if (bytes <= limitBytes) {
        return;
      }
      Files.deleteIfExists(entry.path());
      bytes -= entry.bytes();
    }
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "sha*")) {
      for (Path file : files) {
        if (ENTRY.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file)) {
          try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            entries.add(new Entry(file, attributes.lastModifiedTime(), attributes.size()));
          } catch (NoSuchFileException e) {
            // Another process evicted it.
          }
        }
      }
    }
    return entries;
  }
}
