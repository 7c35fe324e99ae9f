package dev.microagent.cli;

import dev.microagent.registry.ResolvedImage;
import dev.microagent.rootfs.PullListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/** Counts what a pull tells of itself, cheaply, as it tells it often. */
final class PullCounters implements PullListener {

  /** Hexadecimal digits of a digest that tell the layers of an image apart. */
  private static final int DIGITS = 12;

  private final Consumer<String> notes;
  private volatile PullState.Phase phase = PullState.Phase.RESOLVING;
  private volatile Layers layers = new Layers(List.of(), new long[0]);

  /** Passes notes on to a consumer that may be called from any thread. */
  PullCounters(Consumer<String> notes) {
    this.notes = notes;
  }

  private static final class Layers {
    final List<String> names;
    final long[] sizes;
    final AtomicLongArray fetched;
    final AtomicLongArray decoded;
    final AtomicIntegerArray cached;
    final AtomicIntegerArray done;

    Layers(List<String> names, long[] sizes) {
      this.names = names;
      this.sizes = sizes;
      this.fetched = new AtomicLongArray(sizes.length);
      this.decoded = new AtomicLongArray(sizes.length);
      this.cached = new AtomicIntegerArray(sizes.length);
      this.done = new AtomicIntegerArray(sizes.length);
    }
  }

  @Override
  public void resolved(ResolvedImage image) {
    layers =
        new Layers(
            image.layers().stream()
                .map(layer -> layer.digest().hex().substring(0, DIGITS))
                .toList(),
            image.layers().stream().mapToLong(layer -> layer.size()).toArray());
    phase = PullState.Phase.LAYERS;
  }

  @Override
  public void waiting() {
    phase = PullState.Phase.WAITING;
  }

  @Override
  public void fetched(int layer, long bytes) {
    layers.fetched.addAndGet(layer, bytes);
    phase = PullState.Phase.LAYERS;
  }

  @Override
  public void cached(int layer) {
    layers.cached.set(layer, 1);
    phase = PullState.Phase.LAYERS;
  }

  @Override
  public void decoded(int layer, long bytes) {
    layers.decoded.addAndGet(layer, bytes);
  }

  @Override
  public void layerDone(int layer) {
    layers.done.set(layer, 1);
  }

  @Override
  public void note(String line) {
    notes.accept(line);
  }

  @Override
  public void writingFileSystem() {
    phase = PullState.Phase.WRITING;
  }

  /** The counts now. */
  PullState state(double bytesPerSecond) {
    Layers now = layers;
    List<PullState.Layer> list = new ArrayList<>();
    for (int i = 0; i < now.sizes.length; i++) {
      list.add(
          new PullState.Layer(
              now.names.get(i),
              now.sizes[i],
              now.fetched.get(i),
              now.decoded.get(i),
              now.cached.get(i) != 0,
              now.done.get(i) != 0));
    }
    return new PullState(phase, list, bytesPerSecond);
  }
}
