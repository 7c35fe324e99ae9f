package dev.microagent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The images that were built here, in {@code images/index.json}. Readers take no lock: the file is
 * replaced by rename, so that they see the old index or the new one. Changes take a lock that keeps
 * out other threads and processes.
 */
public final class ImageIndex {

  private final Path file;
  private final Path directory;
  private final Path locks;

  ImageIndex(Path directory, Path locks) {
    this.file = directory.resolve("index.json");
    this.directory = directory;
    this.locks = locks;
  }

  /** Where the index is. The file may not exist, which is an empty index. */
  public Path file() {
    return file;
  }

  /**
   * All records, ordered by name, architecture, digest.
   *
   * @throws StoreException if the file isn't an index
   */
  public List<ImageRecord> list() throws IOException {
    return read().images();
  }

  /**
   * Adds a record, in the place of the one with its name and platform if there is one, and with
   * what that had in keys unknown to this version.
   *
   * @throws StoreException if the file isn't an index; it's left as it is
   */
  public void record(ImageRecord image) throws IOException {
    change(document -> document.with(image));
  }

  private void change(UnaryOperator<IndexDocument> change) throws IOException {
    try (LockFile _ = LockFile.acquire(locks, "index.lock")) {
      write(change.apply(read()));
    }
  }

  private IndexDocument read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return IndexDocument.EMPTY;
    }
    try {
      return IndexDocument.read(bytes);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          StoreException.Kind.BROKEN_INDEX,
          file,
          "the image index " + file + " is broken: " + e.getMessage(),
          e);
    }
  }

  private void write(IndexDocument document) throws IOException {
    // One fixed name will do: the lock is held, so whatever has it is litter.
    Path temporary = directory.resolve(".index.json.tmp");
    boolean renamed = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(document.write());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      renamed = true;
    } finally {
      if (!renamed) {
        Files.deleteIfExists(temporary);
      }
    }
    StateDirectory.sync(directory);
  }
}
