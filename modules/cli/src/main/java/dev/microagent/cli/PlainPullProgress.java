package dev.microagent.cli;

import dev.microagent.registry.ResolvedImage;
import dev.microagent.rootfs.PullListener;
import java.util.function.Consumer;

/** Tells how far a pull is in a few lines that stay, for logs. */
final class PlainPullProgress implements PullProgress, PullListener {

  private final Consumer<String> lines;
  private final PullCounters counters;

  /** Tells it to a consumer that may be called from any thread. */
  PlainPullProgress(Consumer<String> lines) {
    this.lines = lines;
    this.counters = new PullCounters(lines);
  }

  @Override
  public PullListener listener() {
    return this;
  }

  @Override
  public void close() {}

  @Override
  public void resolved(ResolvedImage image) {
    counters.resolved(image);
  }

  @Override
  public void waiting() {
    lines.accept("waiting for another pull of the same image");
  }

  @Override
  public void fetched(int layer, long bytes) {
    counters.fetched(layer, bytes);
  }

  @Override
  public void cached(int layer) {
    counters.cached(layer);
  }

  @Override
  public void decoded(int layer, long bytes) {
    counters.decoded(layer, bytes);
  }

  @Override
  public void layerDone(int layer) {
    counters.layerDone(layer);
    PullState state = counters.state(0);
    PullState.Layer done = state.layers().get(layer);
    lines.accept(
        "layer %d of %d: %s, %s unpacked"
            .formatted(
                layer + 1,
                state.layers().size(),
                done.cached() ? "cached" : ByteCount.text(done.size()),
                ByteCount.text(done.decoded())));
  }

  @Override
  public void note(String line) {
    counters.note(line);
  }

  @Override
  public void writingFileSystem() {
    lines.accept("writing file system");
  }
}
