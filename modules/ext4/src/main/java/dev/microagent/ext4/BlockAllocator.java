package dev.microagent.ext4;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Allots blocks front to back, around the fixed ones. What is released is given out again to files
 * that are large enough for it to pay: a small file elsewhere would cost a write of its own.
 */
final class BlockAllocator {

  /** Least length of a released run that is worth a seek, in blocks: 1 MiB. */
  static final long REUSE_BLOCKS = 256;

  private final FixedBlocks fixed;

  /** Released runs by first block; neighbours are joined. */
  private final TreeMap<Long, Long> released = new TreeMap<>();

  private long next;

  /** Up to where there is no fixed block from {@link #next} on, unless that has come there. */
  private long nextCopy;

  /** Whether the last run that was allotted had been released before. */
  private boolean reused;

  BlockAllocator(FixedBlocks fixed) {
    this.fixed = fixed;
    this.next = fixed.skip(0);
  }

  /** A run of blocks in a row. */
  record Run(long start, long blocks) {}

  /**
   * Allots up to so many blocks in a row, at least one.
   *
   * @param wanted how many the file still needs
   */
  Run allot(long wanted) {
    if (wanted >= REUSE_BLOCKS) {
      for (Map.Entry<Long, Long> run : released.entrySet()) {
        if (run.getValue() >= REUSE_BLOCKS) {
          return reuse(run.getKey(), run.getValue(), wanted);
        }
      }
    }
    reused = false;
    if (next >= nextCopy) {
      next = fixed.skip(next);
      nextCopy = fixed.nextCopy(next);
    }
    Run run = new Run(next, Math.min(wanted, nextCopy - next));
    next += run.blocks();
    return run;
  }

  private Run reuse(long start, long length, long wanted) {
    reused = true;
    released.remove(start);
    long blocks = Math.min(wanted, length);
    if (blocks < length) {
      released.put(start + blocks, length - blocks);
    }
    return new Run(start, blocks);
  }

  /** Takes back blocks that were allotted. */
  void release(long start, long blocks) {
    Map.Entry<Long, Long> before = released.lowerEntry(start);
    if (before != null && before.getKey() + before.getValue() == start) {
      start = before.getKey();
      blocks += before.getValue();
    }
    Long after = released.remove(start + blocks);
    if (after != null) {
      blocks += after;
    }
    released.put(start, blocks);
  }

  /**
   * Takes back the end of the last run that was allotted, before anything was written to it. A run
   * that had been released stays so, as another file's content is still there.
   */
  void giveBack(long start, long blocks) {
    if (!reused && start + blocks == next) {
      next = start;
    } else {
      release(start, blocks);
    }
  }

  /** Released runs that nobody was given again, by first block. */
  NavigableMap<Long, Long> released() {
    return released;
  }

  /** The first block that was never allotted, as were all behind it. */
  long end() {
    return next;
  }
}
