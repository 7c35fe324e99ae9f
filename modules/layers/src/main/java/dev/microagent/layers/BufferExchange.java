package dev.microagent.layers;

import dev.microagent.bindings.memory.AnonymousMemory;
import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
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
 * <p>In between the bytes of each layer are digested, by whichever thread has the time: the
 * consumer, when it would wait for bytes otherwise, or has them in its processor's cache in a
 * moment anyway; the layer's own thread, once {@value #BACKLOG} buffers wait for the consumer. So
 * neither holds the other up, whether decoding a layer or consuming it takes longer.
 *
 * <p>Nothing can come to a standstill: the last {@value #RESERVED} free buffers go to the layer
 * that is being consumed only, whose buffers all come back, however much the others hold.
 */
final class BufferExchange implements AutoCloseable {

  /** One for the decoder to fill while the consumer has the other. */
  static final int RESERVED = 2;

  /**
   * How many buffers of a layer wait for the consumer when it counts as behind. Enough that a
   * moment's delay doesn't count, few enough for the processor's caches.
   */
  static final int BACKLOG = 3;

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

  /** What is known of a layer. Its bytes are first in one queue and then in the other. */
  private static final class Layer {
    final Deque<Chunk> undigested = new ArrayDeque<>();
    final Deque<Chunk> digested = new ArrayDeque<>();

    /** Of all bytes that left the first queue; one thread at a time uses it. */
    @Nullable Digester digester;

    /** Whether a thread is digesting what it took out of the first queue last. */
    boolean digesting;

    boolean complete;
    @Nullable Throwable failure;

    /** How many buffers wait for the consumer. */
    int waiting() {
      return undigested.size() + digested.size();
    }

    /** Whether the consumer can have bytes, or know that there are no more. */
    boolean hasNext() {
      return !digested.isEmpty()
          || (!digesting && (!undigested.isEmpty() || complete || failure != null));
    }

    /** What is to be digested next, if anything and no other thread is at it; it's taken then. */
    @Nullable Chunk nextToDigest() {
      if (digesting || undigested.isEmpty()) {
        return null;
      }
      digesting = true;
      return undigested.remove();
    }

    Digester digester() {
      if (digester == null) {
        throw new IllegalStateException("the layer has not begun");
      }
      return digester;
    }
  }

  private final AnonymousMemory memory;
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
    this.memory = AnonymousMemory.map((long) buffers * bufferBytes);
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
      chunk = new Chunk(memory.slice((long) unallocated * bufferBytes, bufferBytes));
    }
    chunk.bytes.clear();
    chunk.holders = 1;
    return chunk;
  }

  /** A layer begins, whose bytes are to be digested so. The exchange closes the digester. */
  synchronized void begin(int layer, Digester digester) {
    layers.get(layer).digester = digester;
  }

  /** Adds a holder, who will release it too. */
  synchronized void hold(Chunk chunk) {
    chunk.holders++;
  }

  /** Hands over the next bytes of a layer, at least one, which the consumer holds from here on. */
  void put(int layer, Chunk chunk) throws InterruptedException {
    Layer to = layers.get(layer);
    Chunk next;
    synchronized (this) {
      checkRunning();
      to.undigested.add(chunk);
      notifyAll();
      next = to.waiting() < BACKLOG ? null : to.nextToDigest();
    }
    digestAll(to, next);
  }

  /**
   * The digest of all that was handed over of a layer; to be called once.
   *
   * @throws InterruptedException if the thread is interrupted, or the exchange stopped
   */
  Digest digest(int layer) throws InterruptedException {
    Layer of = layers.get(layer);
    while (true) {
      Chunk next;
      synchronized (this) {
        while (of.digesting && !stopped) {
          wait();
        }
        checkRunning();
        next = of.nextToDigest();
        if (next == null) {
          return of.digester().digest();
        }
      }
      digestAll(of, next);
    }
  }

  /** Digests a buffer, and what follows, until the consumer is at it or nothing is left. */
  private void digestAll(Layer layer, @Nullable Chunk next) {
    while (next != null) {
      next = digest(layer, next);
    }
  }

  /** Digests what is next, for the consumer to have it later; returns what is next then. */
  private @Nullable Chunk digest(Layer layer, Chunk chunk) {
    digestAlone(layer, chunk);
    synchronized (this) {
      layer.digested.add(chunk);
      endTurn(layer);
      return layer.nextToDigest();
    }
  }

  private void digestAlone(Layer layer, Chunk chunk) {
    try {
      layer.digester().update(chunk.bytes.duplicate());
    } catch (Throwable e) {
      failTurn(layer, e);
      throw e;
    }
  }

  /** What follows must not be taken for what comes next, as a buffer is missing before it. */
  private synchronized void failTurn(Layer layer, Throwable failure) {
    layer.failure = failure;
    layer.undigested.clear();
    endTurn(layer);
  }

  private synchronized void endTurn(Layer layer) {
    layer.digesting = false;
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
  @Nullable Chunk next(int layer) throws InterruptedException, FailedException {
    Layer from = layers.get(layer);
    Chunk chunk;
    synchronized (this) {
      moveTo(layer);
      while (!from.hasNext()) {
        wait();
      }
      chunk = from.digested.poll();
      if (chunk != null) {
        return chunk;
      }
      chunk = from.nextToDigest();
      if (chunk == null && from.failure != null) {
        throw new FailedException(from.failure);
      }
      if (chunk == null) {
        return null;
      }
    }
    digestAlone(from, chunk);
    endTurn(from);
    return chunk;
  }

  private void moveTo(int layer) throws InterruptedException {
    if (Thread.interrupted()) {
      // wait() notices it too, but a fast decoder may leave nothing to wait for.
      throw new InterruptedException("interrupted");
    }
    if (current != layer) {
      current = layer;
      notifyAll();
    }
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

  /** Frees all buffers and digesters; none may be in use. */
  @Override
  public void close() {
    try {
      for (Layer layer : layers) {
        if (layer.digester != null) {
          layer.digester.close();
        }
      }
    } finally {
      memory.close();
    }
  }

  /** Carries what went wrong in a background thread to the consumer. */
  static final class FailedException extends Exception {

    private static final long serialVersionUID = 1L;

    FailedException(Throwable cause) {
      super(cause);
    }
  }
}
