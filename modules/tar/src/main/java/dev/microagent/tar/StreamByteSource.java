package dev.microagent.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a stream through one array. */
final class StreamByteSource implements ByteSource {

  /** Bytes a read: as much as a decompressing stream gives in one call, and more than a pipe. */
  private static final int BUFFER_BYTES = 128 << 10;

  private final InputStream stream;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  StreamByteSource(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    int read = stream.read(buffer.array());
    return read < 0 ? null : buffer.clear().limit(read);
  }
}
