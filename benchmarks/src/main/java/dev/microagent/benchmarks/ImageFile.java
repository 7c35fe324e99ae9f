package dev.microagent.benchmarks;

import dev.microagent.ext4.Ext4Image;
import dev.microagent.ext4.Ext4Options;
import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A file system in a temporary file, with the tree that goes into it. The file is in memory, where
 * the system has a place for such: the disk, which a large image is synced to, isn't measured.
 */
final class ImageFile implements AutoCloseable {

  private static final Path IN_MEMORY = Path.of("/dev/shm");

  private static final UUID PINNED = new UUID(0x8000, Long.MIN_VALUE);

  private final Path file;
  private final Ext4Image image;
  private final FileTree tree;

  ImageFile() throws IOException {
    file =
        Files.isWritable(IN_MEMORY)
            ? Files.createTempFile(IN_MEMORY, "benchmark-", ".ext4")
            : Files.createTempFile("benchmark-", ".ext4");
    image =
        Ext4Image.create(
            file, new Ext4Options(OptionalLong.empty(), PINNED, PINNED, Instant.EPOCH));
    tree = new FileTree(image, attributes(0755));
  }

  private static Attributes attributes(int mode) {
    return new Attributes(mode, 0, 0, Instant.EPOCH);
  }

  Ext4Image image() {
    return image;
  }

  FileTree tree() {
    return tree;
  }

  void putEmptyFile(TreePath path) throws IOException {
    tree.put(path, new RegularFile(attributes(0644), image.open(0).finish()));
  }

  @Override
  public void close() throws IOException {
    try (image) {
      Files.delete(file);
    }
  }
}
