package dev.microagent.ext4;

import dev.microagent.bindings.ext2fs.Ext2File;
import dev.microagent.bindings.ext2fs.Ext2Filesystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file system that is there, a few files of which are changed through libext2fs. Nothing else
 * changes but where they lie: no attributes and no times, of the file system neither. Owns what the
 * library needs; another thread that opens or makes a file system waits until this is closed. An
 * image that was changed, but not {@linkplain #finish finished}, is of no use.
 *
 * <p>Paths are absolute, symlinks are followed within the file system, fewer than Linux follows.
 */
public final class ExistingImage implements AutoCloseable {

  private final Ext2Filesystem fs;

  private ExistingImage(Ext2Filesystem fs) {
    this.fs = fs;
  }

  /**
   * Opens one that nobody has mounted.
   *
   * @throws IOException if libext2fs is missing, or there is no file system that it can read
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the file system
  public static ExistingImage open(Path file) throws IOException {
    return new ExistingImage(Ext2Filesystem.open(file));
  }

  /** Whether a path leads anywhere. */
  public boolean has(String path) throws IOException {
    return fs.find(path).isPresent();
  }

  /**
   * What a regular file holds.
   *
   * @param path of what is known to be one
   * @param most bytes that it may have
   * @return empty if there is no such file, or it is larger
   */
  public Optional<byte[]> read(String path, int most) throws IOException {
    OptionalInt inode = fs.find(path);
    if (inode.isEmpty()) {
      return Optional.empty();
    }
    try (Ext2File file = fs.openFile(inode.getAsInt(), false)) {
      long size = file.size();
      return size > most ? Optional.empty() : Optional.of(file.read((int) size));
    }
  }

  /**
   * Makes a regular file hold something else. What it held before stays in blocks that are free.
   *
   * @param path of what is known to be one
   * @throws IOException if there is none, or the file system is full
   */
  public void replace(String path, byte[] content) throws IOException {
    int inode = fs.find(path).orElseThrow(() -> new IOException("there is no " + path));
    try (Ext2File file = fs.openFile(inode, true)) {
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
