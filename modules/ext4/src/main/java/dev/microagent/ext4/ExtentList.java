package dev.microagent.ext4;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extents of one file while it grows: as few and as long as they may be. */
final class ExtentList {

  /** All but the last one, once there are several: most files have one. */
  private List<Extent> before = List.of();

  private @Nullable Extent last;

  /** Adds a run of blocks behind all that is there. */
  void add(long logical, long physical, long blocks) {
    long added = lengthenLast(logical, physical, blocks);
    while (added < blocks) {
      long part = Math.min(blocks - added, Extent.MAX_BLOCKS);
      append(new Extent(logical + added, physical + added, part));
      added += part;
    }
  }

  /** Joins as much of a run to the last extent as that can take; returns how many blocks. */
  private long lengthenLast(long logical, long physical, long blocks) {
    if (last == null || last.logicalEnd() != logical || last.physicalEnd() != physical) {
      return 0;
    }
    long part = Math.min(blocks, Extent.MAX_BLOCKS - last.blocks());
    last = new Extent(last.logical(), last.physical(), last.blocks() + part);
    return part;
  }

  private void append(Extent extent) {
    if (last != null) {
      if (before.isEmpty()) {
        before = new ArrayList<>();
      }
      before.add(last);
    }
    last = extent;
  }

  /** Takes blocks from the end. */
  void shorten(long blocks) {
    while (blocks > 0) {
      if (last == null) {
        throw new IllegalStateException("there are no blocks to take");
      }
      if (blocks < last.blocks()) {
        last = new Extent(last.logical(), last.physical(), last.blocks() - blocks);
        return;
      }
      blocks -= last.blocks();
      last = before.isEmpty() ? null : before.removeLast();
    }
  }

  /** What is there, as a list that doesn't change any more. */
  List<Extent> toList() {
    if (last == null) {
      return List.of();
    }
    if (before.isEmpty()) {
      return List.of(last);
    }
    List<Extent> all = new ArrayList<>(before);
    all.add(last);
    return List.copyOf(all);
  }
}
