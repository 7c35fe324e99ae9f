package dev.microagent.benchmarks;

import dev.microagent.tar.ByteSource;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An archive in memory, handed out in pieces as large as the program decodes them. */
final class MemorySource implements ByteSource {

  private final ByteBuffer archive;
  private int position;

  MemorySource(ByteBuffer archive) {
    this.archive = archive;
  }

  @Override
  public @Nullable ByteBuffer next() {
    int length = Math.min(Payload.CHUNK_BYTES, archive.capacity() - position);
    if (length == 0) {
      return null;
    }
    ByteBuffer piece = archive.slice(position, length);
    position += length;
    return piece;
  }
}
