package dev.microagent.layers;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where background threads hand decoded bytes to the one consumer, and it hands the buffers back.
 * There is a fixed number of them, and layers are consumed in order.
 *
 * <p>Nothing can come to a standstill: the last {@value #RESERVED} free buffers go to the layer
 * that is being consumed only, whose buffers all come back, however much the others hold.
 */
final class BufferExchange implements AutoCloseable {

  /** One for the decoder to fill while the consumer has the other. */
  static final int RESERVED = 2;

  /** A buffer, in use until all who hold it have released it. */
  static final class Chunk {

    private final ByteBuffer bytes;
    private int holders;

    private Chunk(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    /** The bytes; another holder than the one it was handed to takes a duplicate. */
    ByteBuffer bytes() {
      return bytes;
    }
  }

  /** What is known of a layer. */
  private static final class Layer {
    final Deque<Chunk> decoded = new ArrayDeque<>();
    boolean complete;
    @Nullable Throwable failure;
  }

  private final Arena arena = Arena.ofShared();
  private final int bufferBytes;
  private final Deque<Chunk> free = new ArrayDeque<>();
  private final List<Layer> layers = new ArrayList<>();
  private int unallocated;
  private int current;
  private boolean stopped;

  /**
   * @param layerCount how many layers there are
   * @param buffers how many buffers there may be in all
   * @param bufferBytes size of each
   */
  BufferExchange(int layerCount, int buffers, int bufferBytes) {
    this.unallocated = buffers;
    this.bufferBytes = bufferBytes;
    for (int i = 0; i < layerCount; i++) {
      layers.add(new Layer());
    }
  }

  /**
   * An empty buffer for a layer, as soon as there is one, held by whoever takes it.
   *
   * @throws InterruptedException if the thread is interrupted, or the exchange stopped
   */
  synchronized Chunk take(int layer) throws InterruptedException {
    while (!stopped && free.size() + unallocated <= (layer == current ? 0 : RESERVED)) {
      wait();
    }
    checkRunning();
    // The one that was used last is the most likely to be in the processor's cache.
    Chunk chunk = free.poll();
    if (chunk == null) {
      unallocated--;
      chunk = new Chunk(arena.allocate(bufferBytes).asByteBuffer());
    }
    chunk.bytes.clear();
    chunk.holders = 1;
    return chunk;
  }

  /** Adds a holder, who will release it too. */
  synchronized void hold(Chunk chunk) {
    chunk.holders++;
  }

  /** Hands over the next bytes of a layer, at least one, which the consumer holds from here on. */
  synchronized void put(int layer, Chunk chunk) throws InterruptedException {
    checkRunning();
    layers.get(layer).decoded.add(chunk);
    notifyAll();
  }

  /** All of a layer was handed over, and it is sound. */
  synchronized void complete(int layer) {
    layers.get(layer).complete = true;
    notifyAll();
  }

  /** Nothing more comes of a layer. The consumer sees why when it has had what came before. */
  synchronized void fail(int layer, Throwable failure) {
    layers.get(layer).failure = failure;
    notifyAll();
  }

  /**
   * The next bytes of a layer. Asking for a layer tells that those before it are done with.
   *
   * @return null at its end
   * @throws FailedException if the layer failed
   */
  synchronized @Nullable Chunk next(int layer) throws InterruptedException, FailedException {
    if (Thread.interrupted()) {
      // wait() notices it too, but a fast decoder may leave nothing to wait for.
      throw new InterruptedException("interrupted");
    }
    if (current != layer) {
      current = layer;
      notifyAll();
    }
    Layer from = layers.get(layer);
    while (from.decoded.isEmpty() && !from.complete && from.failure == null) {
      wait();
    }
    Chunk chunk = from.decoded.poll();
    if (chunk == null && from.failure != null) {
      throw new FailedException(from.failure);
    }
    return chunk;
  }

  /** Ends one holder's use of a buffer; the last one's gives it back for use again. */
  synchronized void release(Chunk chunk) {
    chunk.holders--;
    if (chunk.holders == 0) {
      free.push(chunk);
      notifyAll();
    }
  }

  /** Lets no background thread wait or hand anything over any more. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private void checkRunning() throws InterruptedException {
    if (stopped) {
      throw new InterruptedException("stopped");
    }
  }

  /** Frees all buffers; none may be in use. */
  @Override
  public void close() {
    arena.close();
  }

  /** Carries what went wrong in a background thread to the consumer. */
  static final class FailedException extends Exception {

    private static final long serialVersionUID = 1L;

    FailedException(Throwable cause) {
      super(cause);
    }
  }
}
