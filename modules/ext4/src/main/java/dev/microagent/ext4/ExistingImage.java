package dev.microagent.ext4;

import dev.microagent.bindings.ext2fs.Ext2File;
import dev.microagent.bindings.ext2fs.Ext2Filesystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A file system that is there, a few files of which are changed through libext2fs. Nothing else
 * changes but where they lie: no attributes and no times, and no directory. Owns what the library
 * needs; another thread that opens or makes a file system waits until this is closed. An image that
 * was changed, but not {@linkplain #finish finished}, is of no use.
 *
 * <p>Paths are absolute, symlinks on the way are followed within the file system.
 */
public final class ExistingImage implements AutoCloseable {

  private final Ext2Filesystem fs;

  private ExistingImage(Ext2Filesystem fs) {
    this.fs = fs;
  }

  /**
   * Opens one that nobody has mounted.
   *
   * @param time of writing, for its superblock
   * @throws IOException if libext2fs is missing, or there is no file system that it can read
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the file system
  public static ExistingImage open(Path file, Instant time) throws IOException {
    return new ExistingImage(Ext2Filesystem.open(file, time.getEpochSecond()));
  }

  /** Whether a path leads anywhere. */
  public boolean has(String path) throws IOException {
    Optional<Ext2File> file = fs.openFile(path, false);
    if (file.isPresent()) {
      file.get().close();
    }
    return file.isPresent();
  }

  /**
   * What a regular file holds.
   *
   * @param most bytes that it may have
   * @return empty if there is no such file, or it is larger
   */
  public Optional<byte[]> read(String path, int most) throws IOException {
    try (Ext2File file = fs.openFile(path, false).orElse(null)) {
      return file == null || file.size() > most
          ? Optional.empty()
          : Optional.of(file.read((int) file.size()));
    }
  }

  /**
   * Makes a regular file hold something else.
   *
   * @throws IOException if there is none, or the file system is full
   */
  public void replace(String path, byte[] content) throws IOException {
    try (Ext2File file =
        fs.openFile(path, true).orElseThrow(() -> new IOException("there is no " + path))) {
      file.replace(content);
    }
  }

  /** Writes what is left of the file system's own records, without syncing. */
  public void finish() throws IOException {
    fs.finish();
  }

  /** Gives up what isn't finished. Has no effect when called again. */
  @Override
  public void close() {
    fs.close();
  }
}
