package dev.microagent.layers;

import dev.microagent.layers.BufferExchange.Chunk;
import dev.microagent.layers.BufferExchange.FailedException;
import dev.microagent.layers.LayerException.Kind;
import dev.microagent.tar.ByteSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches, decodes and verifies layers ahead in background threads, and hands them on strictly in
 * order. How far ahead is bounded by a fixed number of buffers.
 *
 * <pre>{@code
 * try (LayerPipeline pipeline = LayerPipeline.start(layers, listener, 4)) {
 *   pipeline.forEach(merger::apply);
 * }
 * }</pre>
 *
 * <p>One thread starts, uses and closes it. To cancel, interrupt that thread.
 */
public final class LayerPipeline implements AutoCloseable {

  /**
   * Size of a buffer in bytes: one write to the disk. With smaller ones more threads are woken,
   * each of which takes as long as copying a good part of a buffer; larger ones leave the
   * processor's caches.
   */
  static final int BUFFER_BYTES = 512 << 10;

  /**
   * Buffers in all: 16 MiB, a second of fetching, or the whole of most layers. All of them are used
   * soon, and to be given memory takes a virtual machine longer than to fill it; with fewer, the
   * layers above would wait and be woken more often.
   */
  static final int BUFFERS = 32;

  /**
   * Size of the buffer for a layer's compressed bytes. With a quarter of it, a pull of large layers
   * takes 1 to 4 % more CPU time, as each piece that is decoded begins and ends with a copy of what
   * came before it; with more it takes little less.
   */
  private static final int COMPRESSED_BYTES = 1 << 20;

  private final List<LayerSource> layers;
  private final LayerListener listener;
  private final BufferExchange exchange;
  private final AtomicInteger unstarted = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<ReadableByteChannel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LayerPipeline(
      List<LayerSource> layers,
      LayerListener listener,
      int threadCount,
      int buffers,
      int bufferBytes) {
    this.layers = List.copyOf(layers);
    this.listener = listener;
    this.exchange = new BufferExchange(layers.size(), buffers, bufferBytes);
    for (int i = 0; i < Math.min(threadCount, layers.size()); i++) {
      threads.add(
          Thread.ofPlatform()
              .name("layer-decoder-" + i)
              .daemon()
              .unstarted(() -> {
                try (Arena arena = Arena.ofConfined()) {
                  decodeLayers(arena);
                }
              }));
    }
  }

  /**
   * Begins to fetch.
   *
   * @param layers the layers, the lowest first
   * @param listener told of the progress
   * @param threads how many layers are fetched and decoded at once; the memory that each takes for
   *     itself is a MiB, and the buffers of decoded bytes are as many for any number
   */
  public static LayerPipeline start(List<LayerSource> layers, LayerListener listener, int threads) {
    LayerPipeline pipeline = new LayerPipeline(layers, listener, threads, BUFFERS, BUFFER_BYTES);
    try {
      pipeline.startThreads();
    } catch (Throwable e) {
      // The system has no more threads, say.
      pipeline.close();
      throw e;
    }
    return pipeline;
  }

  void startThreads() {
    threads.forEach(Thread::start);
  }

  /**
   * Hands every layer to a consumer, one after the other; once. A layer counts as consumed when all
   * of it, also what the consumer left, had the digest that it should have.
   *
   * @throws LayerException if a layer is damaged or not the one it should be
   * @throws InterruptedIOException if this thread is interrupted while it waits
   * @throws IOException what the consumer or a layer's channel threw, as it is
   */
  public void forEach(LayerConsumer consumer) throws IOException {
    for (int i = 0; i < layers.size(); i++) {
      DecodedLayer layer = new DecodedLayer(i);
      try {
        consumer.accept(layer, layers.get(i).name());
      } catch (LayerException e) {
        throw e.kind() == Kind.ARCHIVE ? explained(e, layer) : e;
      }
      layer.drain();
      listener.consumed(i);
    }
  }

  /** If an archive is damaged because the layer isn't the one it should be, that is the reason. */
  private static IOException explained(LayerException e, DecodedLayer layer) {
    try {
      layer.drain();
    } catch (IOException verdict) {
      verdict.addSuppressed(e);
      return verdict;
    }
    return e;
  }

  /** Stops fetching, and returns when all threads have ended and all memory is free. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    exchange.stop();
    threads.forEach(Thread::interrupt);
    open.forEach(LayerPipeline::closeQuietly);
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= join(thread);
    }
    exchange.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the end of a thread whatever happens; returns whether there was an interrupt. */
  static boolean join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static void closeQuietly(ReadableByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // What it would have brought is of no interest any more.
    }
  }

  /**
   * What a background thread does: one layer after the other, until none is left.
   *
   * @param arena what its buffer lives in
   */
  private void decodeLayers(Arena arena) {
    ByteBuffer in = null;
    for (int i = unstarted.getAndIncrement(); i < layers.size(); i = unstarted.getAndIncrement()) {
      try {
        if (in == null) {
          // Here, as to find no memory for it is a failure of the layer.
          in = arena.allocate(COMPRESSED_BYTES).asByteBuffer();
        }
        decodeLayer(i, in);
        exchange.complete(i);
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        exchange.fail(i, e);
        // Layers above one that failed will never be consumed.
        unstarted.set(layers.size());
      }
    }
  }

  private void decodeLayer(int index, ByteBuffer in) throws IOException, InterruptedException {
    LayerSource source = layers.get(index);
    try (ReadableByteChannel channel = source.opener().open()) {
      open.add(channel);
      try {
        if (closed) {
          throw new InterruptedException("closed");
        }
        try (Recording recording = Recording.start(source.recorder(), exchange)) {
          new LayerDecoder(index, source, channel, recording, exchange, listener, in).decode();
        }
      } finally {
        open.remove(channel);
      }
    }
  }

  /** A layer as its consumer sees it. */
  private final class DecodedLayer implements ByteSource {

    private final int index;
    private @Nullable Chunk last;
    private boolean ended;

    DecodedLayer(int index) {
      this.index = index;
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
      if (last != null) {
        exchange.release(last);
        last = null;
      }
      if (ended) {
        return null;
      }
      try {
        last = exchange.next(index);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      } catch (FailedException e) {
        throw rethrown(e.getCause());
      }
      ended = last == null;
      return last == null ? null : last.bytes();
    }

    void drain() throws IOException {
      while (next() != null) {
        // Only what the background thread makes of it is of interest.
      }
    }

    private static IOException rethrown(@Nullable Throwable failure) {
      return switch (failure) {
        case IOException e -> e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> new IOException(failure);
      };
    }
  }
}
