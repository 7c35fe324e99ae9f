package dev.microagent.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as a channel. The sender is held back when the reader is slow; the reader
 * doesn't wait for ever for a sender that fell silent. One thread reads; any may close.
 */
final class BodyChannel implements BodySubscriber<BodyChannel>, ReadableByteChannel {

  /**
   * Parts asked for ahead of the reader. The client hands out up to {@code jdk.httpclient.bufsize}
   * bytes in each, 16 KiB unless set; what is ahead should stay within a few MiB.
   */
  private static final int PARTS_AHEAD = 16;

  /** What the client's threads hand to the reader. */
  private sealed interface Event {}

  private record Part(List<ByteBuffer> buffers) implements Event {}

  private record End() implements Event {}

  private record Failure(Throwable cause) implements Event {}

  private final Duration idleTimeout;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private boolean ended;

  BodyChannel(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  @Override
  public CompletionStage<BodyChannel> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (closed) {
      newSubscription.cancel();
    } else {
      newSubscription.request(PARTS_AHEAD);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    events.add(new Part(part));
  }

  @Override
  public void onError(Throwable throwable) {
    events.add(new Failure(throwable));
  }

  @Override
  public void onComplete() {
    events.add(new End());
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (!dst.hasRemaining()) {
      return 0;
    }
    while (!ended && (buffers.isEmpty() || !buffers.getFirst().hasRemaining())) {
      if (buffers.pollFirst() == null) {
        take(nextEvent());
      }
    }
    if (ended) {
      return -1;
    }
    int start = dst.position();
    // As much as is at hand: fewer, larger pieces are cheaper for all who follow.
    while (dst.hasRemaining() && !buffers.isEmpty()) {
      ByteBuffer source = buffers.getFirst();
      int count = Math.min(source.remaining(), dst.remaining());
      dst.put(dst.position(), source, source.position(), count);
      dst.position(dst.position() + count);
      source.position(source.position() + count);
      if (!source.hasRemaining()) {
        buffers.removeFirst();
        if (buffers.isEmpty() && events.peek() instanceof Part) {
          take(nextEvent());
        }
      }
    }
    return dst.position() - start;
  }

  private Event nextEvent() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    Event event;
    try {
      event = events.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    if (event == null) {
      close();
      throw new HttpTimeoutException("nothing was received for " + idleTimeout.toSeconds() + " s");
    }
    return event;
  }

  private void take(Event event) throws IOException {
    switch (event) {
      case Part part -> {
        buffers.addAll(part.buffers());
        Flow.Subscription current = subscription;
        if (current != null) {
          current.request(1);
        }
      }
      case End _ -> ended = true;
      case Failure failure -> {
        // Whoever reads on after a failure gets it again.
        events.add(failure);
        throw failure.cause() instanceof IOException e
            ? e
            : new IOException(failure.cause().toString(), failure.cause());
      }
    }
  }

  /**
   * Reads to the end and closes.
   *
   * @param most bytes that are kept
   * @return the first bytes, and one more than asked for where there are more
   */
  byte[] readUpTo(int most) throws IOException {
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
    return !closed;
  }

  /** Ends the transfer; a thread that waits for more of it wakes and fails. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Flow.Subscription current = subscription;
      if (current != null) {
        current.cancel();
      }
      events.add(new Failure(new ClosedChannelException()));
    }
  }
}
