package dev.microagent.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** A rate over the last few seconds: steady enough to read, and soon right when it changes. */
final class RateMeter {

  private static final long WINDOW_NANOS = 5_000_000_000L;

  /** Before that it would jump about. */
  private static final long MIN_NANOS = 500_000_000L;

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Takes note of a count.
   *
   * @param nanos time by any clock that doesn't go back
   * @param bytes counted so far
   * @return bytes a second; 0 while that isn't known
   */
  double add(long nanos, long bytes) {
    samples.addLast(new Sample(nanos, bytes));
    while (nanos - samples.getFirst().nanos > WINDOW_NANOS) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    long elapsed = nanos - first.nanos;
    return elapsed < MIN_NANOS ? 0 : (bytes - first.bytes) * 1e9 / elapsed;
  }
}
