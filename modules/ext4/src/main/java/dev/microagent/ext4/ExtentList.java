package dev.microagent.ext4;

import java.util.ArrayList;
import java.util.List;

/** The extents of one file while it grows: joins a run to the one before it where it can. */
final class ExtentList {

  private final List<Extent> extents = new ArrayList<>(1);

  void add(long logical, long physical, long blocks) {
    if (!extents.isEmpty()) {
      Extent last = extents.getLast();
      if (last.logicalEnd() == logical && last.physicalEnd() == physical) {
        extents.set(
            extents.size() - 1,
            new Extent(last.logical(), last.physical(), last.blocks() + blocks));
        return;
      }
    }
    extents.add(new Extent(logical, physical, blocks));
  }

  /** Takes blocks from the end of the last run. */
  void shorten(long blocks) {
    Extent last = extents.removeLast();
    if (blocks < last.blocks()) {
      extents.add(new Extent(last.logical(), last.physical(), last.blocks() - blocks));
    }
  }

  /** What is there, as a list that doesn't change any more. */
  List<Extent> toList() {
    return List.copyOf(extents);
  }
}
