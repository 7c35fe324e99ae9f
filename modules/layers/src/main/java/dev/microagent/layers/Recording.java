package dev.microagent.layers;

import dev.microagent.layers.BufferExchange.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Has one layer recorded, which may fail without harm, in a thread of its own: it takes as long as
 * decoding, which goes on meanwhile. Used by the thread that decodes the layer.
 */
final class Recording implements AutoCloseable {

  /** What the thread is told: bytes to record, or the end of them. */
  private sealed interface Event {}

  private record Bytes(Chunk chunk, ByteBuffer view) implements Event {}

  private record End() implements Event {}

  private final BufferExchange exchange;

  /** Never longer than there are buffers. */
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private final @Nullable Thread thread;
  private volatile boolean abandoned;

  /** Known to the thread alone. */
  private boolean ended;

  private Recording(BufferExchange exchange, @Nullable LayerRecorder recorder) {
    this.exchange = exchange;
    this.thread =
        recorder == null
            ? null
            : Thread.ofPlatform()
                .name(Thread.currentThread().getName().replace("decoder", "recorder"))
                .daemon()
                .unstarted(() -> run(recorder));
  }

  /** Opens a recorder, and begins. */
  static Recording start(LayerRecorder.Opener opener, BufferExchange exchange) {
    LayerRecorder recorder = null;
    try {
      recorder = opener.open().orElse(null);
    } catch (IOException e) {
      // The layer isn't kept then, for want of space or of permission.
    }
    Recording recording = new Recording(exchange, recorder);
    if (recording.thread != null) {
      recording.thread.start();
    }
    return recording;
  }

  /**
   * Records the next bytes of the layer, which nobody changes before they are released here too.
   */
  void add(Chunk chunk) {
    if (thread != null) {
      exchange.hold(chunk);
      events.add(new Bytes(chunk, chunk.bytes().duplicate()));
    }
  }

  /** The layer is whole and has the digest that it should have. Returns when it is recorded. */
  void complete() throws InterruptedException {
    if (thread != null) {
      events.add(new End());
      thread.join();
    }
  }

  /** Ends the recording, which is of no use unless it was completed. Nothing is held any more. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    abandoned = true;
    events.add(new End());
    if (LayerPipeline.join(thread)) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(LayerRecorder recorder) {
    try {
      record(recorder);
    } catch (IOException e) {
      // The layer isn't kept then.
    } finally {
      // What was, or is yet to be, added after a failure.
      while (!ended) {
        release(next());
      }
    }
  }

  private void record(LayerRecorder recorder) throws IOException {
    try (recorder) {
      for (Event event = next(); event instanceof Bytes bytes; event = next()) {
        try {
          if (!abandoned) {
            recorder.write(bytes.view);
          }
        } finally {
          release(event);
        }
      }
      if (!abandoned) {
        recorder.complete();
      }
    }
  }

  private Event next() {
    try {
      Event event = events.take();
      ended = event instanceof End;
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  private void release(Event event) {
    if (event instanceof Bytes bytes) {
      exchange.release(bytes.chunk);
    }
  }
}
