package dev.microagent.registry;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file within a file. It has a channel of its own, so that an interrupted reader, whose channel
 * the JDK closes, takes no other along. Not thread-safe.
 */
final class FileSlice implements ReadableByteChannel {

  private final FileChannel file;
  private final long size;
  private final long end;
  private long position;

  /** Opens bytes {@code [offset, offset + size)} of a file. */
  FileSlice(Path path, long offset, long size) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.size = size;
    this.position = offset;
    this.end = Math.addExact(offset, size);
  }

  /** In bytes. */
  long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (position == end) {
      return -1;
    }
    int limit = dst.limit();
    dst.limit(dst.position() + (int) Math.min(dst.remaining(), end - position));
    try {
      int count = file.read(dst, position);
      position += Math.max(count, 0);
      return count;
    } finally {
      dst.limit(limit);
    }
  }

  /** Reads what is left of a slice that fits into memory. */
  byte[] readAll() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(end - position));
    while (buffer.hasRemaining()) {
      if (read(buffer) < 0) {
        throw new EOFException("file ends early");
      }
    }
    return buffer.array();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
