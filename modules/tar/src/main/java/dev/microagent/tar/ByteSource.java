package dev.microagent.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** A stream of bytes that hands out its own buffers, so that nothing needs to be copied. */
public interface ByteSource {

  /**
   * The next bytes, at least one. The buffer belongs to the source and is valid until the next
   * call; its position and limit may be moved, its bytes may not be changed.
   *
   * @return null at the end
   */
  @Nullable ByteBuffer next() throws IOException;

  /**
   * Passes over bytes after the last buffer without handing them out, where the source can do that
   * at less cost. It never goes past the end.
   *
   * @param bytes how many at most
   * @return how many were passed over, from 0, which says nothing of the end, to {@code bytes}
   */
  default long skip(long bytes) throws IOException {
    return 0;
  }

  /**
   * What a blocking channel reads from its present position on. The caller closes the channel. With
   * a {@link java.nio.channels.SeekableByteChannel}, skipping costs nothing.
   */
  static ByteSource of(ReadableByteChannel channel) {
    return new ChannelByteSource(channel);
  }

  /** What a stream reads from here on. The caller closes the stream. */
  static ByteSource of(InputStream stream) {
    return new StreamByteSource(stream);
  }
}
