package dev.microagent.ext4;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extents of one file while it grows: joins a run to the one before it where it can. */
final class ExtentList {

  /** All but the last one, once there are several: most files have one. */
  private List<Extent> before = List.of();

  private @Nullable Extent last;

  void add(long logical, long physical, long blocks) {
    if (last == null) {
      last = new Extent(logical, physical, blocks);
    } else if (last.logicalEnd() == logical && last.physicalEnd() == physical) {
      last = new Extent(last.logical(), last.physical(), last.blocks() + blocks);
    } else {
      if (before.isEmpty()) {
        before = new ArrayList<>();
      }
      before.add(last);
      last = new Extent(logical, physical, blocks);
    }
  }

  /** Takes blocks from the end of the last run. */
  void shorten(long blocks) {
    if (last == null) {
      throw new IllegalStateException("there are no blocks to take");
    }
    if (blocks < last.blocks()) {
      last = new Extent(last.logical(), last.physical(), last.blocks() - blocks);
    } else {
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
