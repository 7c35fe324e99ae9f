package dev.microagent.ext4;

import dev.microagent.bindings.linux.SparseFile;
import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes one file's content to a file of its own. */
final class StagedContentWriter implements ContentWriter {

  private final Path file;
  private final long size;
  private long position;
  private long bytes;

  StagedContentWriter(Path file, long size) throws IOException {
    this.file = file;
    this.size = size;
    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
  }

  @Override
  public void write(ByteBuffer more) throws IOException {
    advance(more.remaining());
    bytes += more.remaining();
    // Opened for each write, as nobody closes a writer that isn't finished.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long at = position - more.remaining();
      while (more.hasRemaining()) {
        at += channel.write(more, at);
      }
    }
  }

  @Override
  public void skip(long hole) {
    advance(hole);
  }

  private void advance(long more) {
    if (more < 0 || more > size - position) {
      throw new IllegalStateException("more content than the %d bytes announced".formatted(size));
    }
    position += more;
  }

  @Override
  public Content finish() throws IOException {
    if (position != size) {
      throw new IllegalStateException("%d bytes of content, not %d".formatted(position, size));
    }
    try (SparseFile sparse = SparseFile.open(file)) {
      sparse.setLength(size);
    }
    return new StagedContent(size, file, bytes);
  }
}
