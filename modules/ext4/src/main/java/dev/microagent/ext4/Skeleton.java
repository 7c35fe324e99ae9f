package dev.microagent.ext4;

import dev.microagent.bindings.ext2fs.Ext2Filesystem;
import dev.microagent.bindings.ext2fs.Ext2Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Has libext2fs write what holds a file system together, around the blocks that are already in
 * place: superblocks, group descriptors, bitmaps, resize inode and journal.
 */
final class Skeleton {

  /** Part of the file system that only root of the guest may fill, in percent; as mke2fs has it. */
  private static final int RESERVED_PERCENT = 5;

  /** Times of the superblock have 32 bits, and the library takes 0 to mean now. */
  private static final long FIRST_SECOND = 1;

  private static final long LAST_SECOND = (1L << 32) - 1;

  private Skeleton() {}

  static void write(
      Path file,
      Ext4Options options,
      FixedBlocks fixed,
      Geometry geometry,
      BlockAllocator allocator,
      PlacedTree tree,
      int checksumSeed)
      throws IOException {
    long descriptorBlocks =
        Math.ceilDiv((long) geometry.groups(), (long) Ext4Format.DESCRIPTORS_PER_BLOCK);
    Ext2Parameters parameters =
        new Ext2Parameters(
            geometry.usableBlocks(),
            geometry.usableBlocks() * RESERVED_PERCENT / 100,
            geometry.inodesPerGroup() * geometry.groups(),
            (int) (fixed.blocks() - 1 - descriptorBlocks),
            options.uuid(),
            options.hashSeed(),
            Math.clamp(options.created().getEpochSecond(), FIRST_SECOND, LAST_SECOND));
    try (Ext2Filesystem fs = Ext2Filesystem.create(file, parameters)) {
      verify(fs, geometry, checksumSeed);
      for (Map.Entry<Long, Long> run : used(fixed, allocator).entrySet()) {
        fs.useBlocks(run.getKey(), run.getValue());
      }
      for (int group = 0; group < geometry.groups(); group++) {
        fs.placeTables(
            group,
            geometry.blockBitmaps()[group],
            geometry.inodeBitmaps()[group],
            geometry.inodeTables()[group]);
      }
      fs.useInodes(tree.numbers().last(), tree.directories());
      fs.createResizeInode();
      fs.createJournal(geometry.journalBlocks(), geometry.journalStart());
      fs.finish();
    }
  }

  /** The library must have come to the same shape, or everything would lie in the wrong place. */
  private static void verify(Ext2Filesystem fs, Geometry geometry, int checksumSeed) {
    if (fs.blocks() != geometry.usableBlocks()
        || fs.groups() != geometry.groups()
        || fs.inodeTableBlocks() != geometry.inodeTableBlocks()
        || fs.checksumSeed() != checksumSeed) {
      throw new IllegalStateException(
          "libext2fs made another file system than planned: %d blocks in %d groups, %s"
              .formatted(fs.blocks(), fs.groups(), geometry));
    }
  }

  /** Everything that was allotted: up to the allocator's end, less fixed and released blocks. */
  private static Map<Long, Long> used(FixedBlocks fixed, BlockAllocator allocator) {
    TreeMap<Long, Long> used = new TreeMap<>();
    long at = fixed.skip(0);
    while (at < allocator.end()) {
      long end = Math.min(fixed.nextCopy(at), allocator.end());
      Map.Entry<Long, Long> gap = allocator.released().higherEntry(at - 1);
      if (gap != null && gap.getKey() < end) {
        end = gap.getKey();
      }
      if (end > at) {
        used.put(at, end - at);
      }
      at = gap != null && gap.getKey() == end ? end + gap.getValue() : end;
      at = fixed.skip(at);
    }
    return used;
  }
}
