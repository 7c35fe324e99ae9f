package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the workers of a soak tell each other: which names went while somebody looked, and who said
 * that they were removed. Times are those of {@link System#nanoTime}.
 */
final class SoakHistory {

  /** A name that went, seen or done between two times. */
  private record Event(String name, long begin, long end) {}

  private final Queue<Event> removals = new ConcurrentLinkedQueue<>();
  private final Queue<Event> losses = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** A process that ran between these times said that it removed the record. */
  void removed(String name, long begin, long end) {
    removals.add(new Event(name, begin, end));
  }

  /** The record was there at the first of the times, or written after it, and gone at the other. */
  void lost(String name, long begin, long end) {
    losses.add(new Event(name, begin, end));
  }

  /** Counts how runs ended, which shows what a soak is worth. */
  void count(String what) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  Map<String, LongAdder> counts() {
    return counts;
  }

  /** Nothing went without a process that removed it at the time and said so. */
  void assertLossesExplained() {
    assertThat(losses)
        .allSatisfy(loss ->
            assertThat(removals)
                .anyMatch(removal ->
                    removal.name().equals(loss.name())
                        && removal.begin() < loss.end()
                        && removal.end() > loss.begin()));
  }
}
