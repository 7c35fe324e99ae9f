package dev.microagent.layers;

import dev.microagent.bindings.memory.AnonymousMemory;
import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
 *
 * <p>Whoever waits isn't woken with every buffer: those who decode the layers above wait most of
 * the time, and that would take a twentieth of the CPU time of a large layer.
 */
final class BufferExchange implements AutoCloseable {

  /**
   * Two would do, one for the decoder to fill while the consumer has the other. But then each would
   * wait for the other with every buffer.
   */
  static final int RESERVED = 8;

  /**
   * How many buffers of a layer wait for the consumer when it counts as behind. Enough that a
   * moment's delay doesn't count, and few enough for the processor's caches. The decoder of that
   * layer is sure to get as many: of what is reserved, it fills one, and the consumer has another.
   */
  static final int BACKLOG = RESERVED - 2;

  /**
   * How many buffers of a layer the consumer is woken for, unless they are the last or the decoder
   * waits for one of them. With one it would wait again at once: to be woken takes as long as
   * digesting a good part of it.
   */
  static final int ENOUGH = 3;

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

  private final ReentrantLock lock = new ReentrantLock();

  /** The layer that is being consumed has bytes, as many as there will be or enough to go on. */
  private final Condition consumable = lock.newCondition();

  /** There is a buffer for the layer that is being consumed. */
  private final Condition reserved = lock.newCondition();

  /** There is a buffer for any layer. */
  private final Condition available = lock.newCondition();

  /** A thread has digested what it took. */
  private final Condition turnEnded = lock.newCondition();

  private final AnonymousMemory memory;
  private final int bufferBytes;
  private final Deque<Chunk> free = new ArrayDeque<>();
  private final List<HandedOver> layers = new ArrayList<>();
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
      layers.add(new HandedOver());
    }
  }

  /**
   * An empty buffer for a layer, as soon as there is one, held by whoever takes it.
   *
   * @throws InterruptedException if the thread is interrupted, or the exchange stopped
   */
  Chunk take(int layer) throws InterruptedException {
    lock.lock();
    try {
      while (!stopped && unused() <= (layer == current ? 0 : RESERVED)) {
        if (layer == current) {
          // The consumer may wait for more than it has, which won't come.
          consumable.signal();
        }
        (layer == current ? reserved : available).await();
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
    } finally {
      lock.unlock();
    }
  }

  private int unused() {
    return free.size() + unallocated;
  }

  /** A layer begins, whose bytes are to be digested so. The exchange closes the digester. */
  void begin(int layer, Digester digester) {
    lock.lock();
    try {
      layers.get(layer).digester = digester;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a holder, who will release it too. */
  void hold(Chunk chunk) {
    lock.lock();
    try {
      chunk.holders++;
    } finally {
      lock.unlock();
    }
  }

  /** Hands over the next bytes of a layer, at least one, which the consumer holds from here on. */
  void put(int layer, Chunk chunk) throws InterruptedException {
    HandedOver to = layers.get(layer);
    Chunk next;
    lock.lock();
    try {
      checkRunning();
      to.undigested.add(chunk);
      next = to.waiting() < BACKLOG ? null : to.nextToDigest();
      signalConsumer(to);
    } finally {
      lock.unlock();
    }
    digestAll(to, next);
  }

  /**
   * The digest of all that was handed over of a layer; to be called once.
   *
   * @throws InterruptedException if the thread is interrupted, or the exchange stopped
   */
  Digest digest(int layer) throws InterruptedException {
    HandedOver of = layers.get(layer);
    while (true) {
      Chunk next;
      lock.lock();
      try {
        of.whole = true;
        signalConsumer(of);
        while (of.digesting && !stopped) {
          turnEnded.await();
        }
        checkRunning();
        next = of.nextToDigest();
        if (next == null) {
          return of.digester().digest();
        }
      } finally {
        lock.unlock();
      }
      digestAll(of, next);
    }
  }

  /** Digests a buffer, and what follows, until the consumer is at it or nothing is left. */
  private void digestAll(HandedOver layer, @Nullable Chunk next) {
    while (next != null) {
      next = digest(layer, next);
    }
  }

  /** Digests what is next, for the consumer to have it later; returns what is next then. */
  private @Nullable Chunk digest(HandedOver layer, Chunk chunk) {
    digestAlone(layer, chunk);
    lock.lock();
    try {
      layer.digested.add(chunk);
      endTurn(layer);
      return layer.nextToDigest();
    } finally {
      lock.unlock();
    }
  }

  private void digestAlone(HandedOver layer, Chunk chunk) {
    try {
      layer.digester().update(chunk.bytes.duplicate());
    } catch (Throwable e) {
      failTurn(layer, e);
      throw e;
    }
  }

  /** What follows must not be taken for what comes next, as a buffer is missing before it. */
  private void failTurn(HandedOver layer, Throwable failure) {
    lock.lock();
    try {
      layer.failure = failure;
      layer.undigested.clear();
      endTurn(layer);
    } finally {
      lock.unlock();
    }
  }

  /** For the thread that has the lock. */
  private void endTurn(HandedOver layer) {
    layer.digesting = false;
    turnEnded.signalAll();
    signalConsumer(layer);
  }

  /**
   * Wakes the consumer if it can go on with a layer, and for long enough. For the thread that has
   * the lock.
   */
  private void signalConsumer(HandedOver layer) {
    boolean enough = layer.whole || layer.ended() || layer.waiting() >= ENOUGH;
    if (enough && layer == layers.get(current) && layer.hasNext()) {
      consumable.signal();
    }
  }

  /** All of a layer was handed over, and it is sound. */
  void complete(int layer) {
    lock.lock();
    try {
      HandedOver of = layers.get(layer);
      of.complete = true;
      signalConsumer(of);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes of a layer. The consumer sees why when it has had what came before. */
  void fail(int layer, Throwable failure) {
    lock.lock();
    try {
      HandedOver of = layers.get(layer);
      of.failure = failure;
      signalConsumer(of);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next bytes of a layer. Asking for a layer tells that those before it are done with.
   *
   * @return null at its end
   * @throws FailedException if the layer failed
   */
  @Nullable Chunk next(int layer) throws InterruptedException, FailedException {
    HandedOver from = layers.get(layer);
    Chunk chunk;
    lock.lock();
    try {
      moveTo(layer);
      while (!from.hasNext()) {
        consumable.await();
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
    } finally {
      lock.unlock();
    }
    digestAlone(from, chunk);
    lock.lock();
    try {
      endTurn(from);
    } finally {
      lock.unlock();
    }
    return chunk;
  }

  private void moveTo(int layer) throws InterruptedException {
    if (Thread.interrupted()) {
      // await() notices it too, but a fast decoder may leave nothing to wait for.
      throw new InterruptedException("interrupted");
    }
    if (current != layer) {
      current = layer;
      // Its decoder may wait with the others.
      available.signalAll();
    }
  }

  /** Ends one holder's use of a buffer; the last one's gives it back for use again. */
  void release(Chunk chunk) {
    lock.lock();
    try {
      chunk.holders--;
      if (chunk.holders == 0) {
        free.push(chunk);
        reserved.signal();
        if (unused() > RESERVED) {
          available.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets no background thread wait or hand anything over any more. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      for (Condition condition : List.of(reserved, available, turnEnded)) {
        condition.signalAll();
      }
    } finally {
      lock.unlock();
    }
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
      for (HandedOver layer : layers) {
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
