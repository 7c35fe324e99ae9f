package dev.microagent.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** Reads a channel through one direct buffer. */
final class ChannelByteSource implements ByteSource {

  /** Bytes a read: enough to make the cost of the call small, little enough for the CPU's cache. */
  private static final int BUFFER_BYTES = 256 << 10;

  private final ReadableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  ChannelByteSource(ReadableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    if (read == 0) {
      throw new IllegalBlockingModeException();
    }
    buffer.flip();
    return read < 0 ? null : buffer;
  }

  @Override
  public long skip(long bytes) throws IOException {
    if (!(channel instanceof SeekableByteChannel seekable)) {
      return 0;
    }
    long position = seekable.position();
    long skipped = Math.clamp(seekable.size() - position, 0, bytes);
    seekable.position(position + skipped);
    return skipped;
  }
}
