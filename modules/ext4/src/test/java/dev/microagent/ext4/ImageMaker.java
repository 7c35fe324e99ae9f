package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/** An image being made by a test, with its tree. */
final class ImageMaker implements AutoCloseable {

  static final Instant CREATED = Instant.parse("2024-01-02T03:04:05Z");
  static final UUID UUID_OF_TESTS = new UUID(0x0123456789ABCDEFL, 0x8899AABBCCDDEEFFL);

  final Path file;
  final Ext4Writer image;
  final FileTree tree;

  ImageMaker(Path file, Ext4Options options) throws IOException {
    this(file, Ext4Image.create(file, options));
  }

  ImageMaker(Path file, Ext4Writer image) {
    this.file = file;
    this.image = image;
    this.tree = new FileTree(image, attributes(0755));
  }

  static Ext4Options options(long sizeMib) {
    return new Ext4Options(OptionalLong.of(sizeMib), UUID_OF_TESTS, new UUID(1, 2), CREATED);
  }

  static Attributes attributes(int mode) {
    return new Attributes(mode, 0, 0, CREATED);
  }

  void file(String path, byte[] bytes) throws IOException {
    ContentWriter writer = image.open(bytes.length);
    writer.write(ByteBuffer.wrap(bytes));
    file(path, writer.finish());
  }

  void file(String path, Content content) throws IOException {
    tree.put(TreePath.parse(path), new RegularFile(attributes(0644), content));
  }

  /** Finishes the image, whose checksum must be that of the file as it is read. */
  Ext4Summary finish() throws IOException {
    Ext4Summary summary = image.finish(tree);
    assertThat(summary.sizeBytes()).isEqualTo(Files.size(file));
    assertThat(summary.checksum()).isEqualTo(SparseChecksum.of(file));
    return summary;
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
