package dev.microagent.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A position in a {@link ByteSource}, with the ways in which a tar reader moves it forward. */
final class TarInput {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteSource source;
  private ByteBuffer buffer = NOTHING;
  private long position;

  TarInput(ByteSource source) {
    this.source = source;
  }

  /** Bytes read or passed over so far. */
  long position() {
    return position;
  }

  /**
   * Fills an array, or finds that the source ended before the first of its bytes.
   *
   * @return false at the end
   */
  boolean readOrEnd(byte[] into) throws IOException, MalformedException {
    if (!refill()) {
      return false;
    }
    read(into, into.length);
    return true;
  }

  /** Fills the first bytes of an array. */
  void read(byte[] into, int length) throws IOException, MalformedException {
    int done = 0;
    while (done < length) {
      require();
      int part = Math.min(length - done, buffer.remaining());
      buffer.get(into, done, part);
      done += part;
      position += part;
    }
  }

  /** Passes over bytes. */
  void skip(long bytes) throws IOException, MalformedException {
    long left = bytes;
    while (left > 0) {
      if (!buffer.hasRemaining()) {
        long skipped = source.skip(left);
        position += skipped;
        left -= skipped;
        if (left == 0) {
          return;
        }
      }
      require();
      int part = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      position += part;
      left -= part;
    }
  }

  /** Hands bytes over in the source's own buffers. */
  void transfer(long bytes, ContentConsumer consumer) throws IOException, MalformedException {
    long left = bytes;
    while (left > 0) {
      require();
      int part = (int) Math.min(left, buffer.remaining());
      int limit = buffer.limit();
      int end = buffer.position() + part;
      buffer.limit(end);
      consumer.data(buffer);
      buffer.limit(limit).position(end);
      position += part;
      left -= part;
    }
  }

  private void require() throws IOException, MalformedException {
    if (!refill()) {
      throw new MalformedException("it ends early, at byte " + position);
    }
  }

  /** Makes sure that the buffer has a byte; false at the end. */
  private boolean refill() throws IOException {
    while (!buffer.hasRemaining()) {
      @Nullable ByteBuffer next = source.next();
      if (next == null) {
        buffer = NOTHING;
        return false;
      }
      buffer = next;
    }
    return true;
  }
}
