package dev.microagent.registry.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The body of a response. Whoever got the response closes it, which leaves the connection to other
 * requests if nothing of the body is still to come. One thread reads; any may close.
 */
public final class HttpBody implements ReadableByteChannel {

  private final HttpConnection connection;
  private final Framing framing;
  private final boolean persistent;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes a connection over.
   *
   * @param persistent whether the connection is of use after the body
   */
  HttpBody(HttpConnection connection, Framing framing, boolean persistent) {
    this.connection = connection;
    this.framing = framing;
    this.persistent = persistent;
  }

  /**
   * Reads bytes of the body.
   *
   * @throws SilentServerException if none come for too long
   * @throws java.io.InterruptedIOException if this thread is interrupted
   * @throws ClosedChannelException if the body, or its client, is or becomes closed
   * @throws IOException if the connection breaks, or ends before the body does
   */
  @Override
  public int read(ByteBuffer dst) throws IOException {
    reading.lock();
    try {
      if (closed.get()) {
        throw new ClosedChannelException();
      }
      return dst.hasRemaining() ? framing.read(dst) : 0;
    } finally {
      reading.unlock();
    }
  }

  /**
   * Reads to the end and closes.
   *
   * @param most bytes that are kept
   * @return the first bytes, and one more than asked for where there are more
   */
  public byte[] readUpTo(int most) throws IOException {
    try (this) {
      ByteArrayOutputStream result = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
      while (result.size() <= most && read(buffer.clear()) >= 0) {
        result.write(buffer.array(), 0, Math.min(buffer.position(), most + 1 - result.size()));
      }
      return result.toByteArray();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  /** Ends the transfer; a thread that waits for more of it wakes and fails. */
  @Override
  public void close() {
    // Once: a connection that was left to others twice would get two requests at a time.
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean finished = false;
    // A thread that reads isn't waited for: it may wait itself, for a server that fell silent.
    if (reading.tryLock()) {
      try {
        finished = framing.skipReceived();
      } finally {
        reading.unlock();
      }
    }
    if (finished && persistent) {
      connection.release();
    } else {
      connection.close();
    }
  }
}
