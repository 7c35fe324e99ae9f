package dev.microagent.cli;

import dev.microagent.rootfs.PullListener;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Draws how far a pull is on a terminal, again and again, from a thread of its own. */
final class LivePullProgress implements PullProgress {

  /** Ten times a second looks live; more only costs. */
  private static final long REDRAW_MILLIS = 100;

  private final Console console;
  private final PullView view;
  private final PullCounters counters;
  private final RateMeter rate = new RateMeter();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  LivePullProgress(Console console, PullView view, Consumer<String> notes) {
    this.console = console;
    this.counters = new PullCounters(notes);
    this.view = view;
    this.thread = Thread.ofPlatform().name("progress").daemon().start(this::redraw);
  }

  private void redraw() {
    try {
      while (!closed.await(REDRAW_MILLIS, TimeUnit.MILLISECONDS)) {
        double bytesPerSecond = rate.add(System.nanoTime(), counters.state(0).fetched());
        console.draw(view.lines(counters.state(bytesPerSecond)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public PullListener listener() {
    return counters;
  }

  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    console.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
