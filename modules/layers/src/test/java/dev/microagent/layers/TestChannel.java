package dev.microagent.layers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Reads bytes from memory, a few at a time, and fails or blocks where it is told to. */
final class TestChannel implements ReadableByteChannel {

  private static final int BYTES_A_READ = 777;

  private final ByteBuffer bytes;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable IOException failure;
  private @Nullable CountDownLatch blocking;

  TestChannel(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /** Throws an exception where that many bytes were read. */
  TestChannel failAt(int position, IOException exception) {
    bytes.limit(position);
    failure = exception;
    return this;
  }

  /** Blocks at the end, deaf to interrupts, until it is closed by another thread. */
  TestChannel blockAtEnd(CountDownLatch whenBlocking) {
    blocking = whenBlocking;
    return this;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (bytes.hasRemaining()) {
      int length = Math.min(BYTES_A_READ, Math.min(to.remaining(), bytes.remaining()));
      to.put(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
      return length;
    }
    if (failure != null) {
      throw failure;
    }
    if (blocking != null) {
      blocking.countDown();
      awaitClose();
      throw new AsynchronousCloseException();
    }
    return -1;
  }

  private void awaitClose() {
    while (isOpen()) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        // That is what deaf means.
      }
    }
  }

  @Override
  public boolean isOpen() {
    return closed.getCount() > 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
