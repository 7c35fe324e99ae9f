package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCKS_PER_GROUP;
import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;
import static dev.microagent.ext4.Ext4Format.DESCRIPTORS_PER_BLOCK;
import static dev.microagent.ext4.Ext4Format.INODES_PER_BLOCK;
import static dev.microagent.ext4.Ext4Format.MAX_INODES_PER_GROUP;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Size and shape of a file system, decided when everything that the tree takes has its place.
 * Behind that come the block bitmaps of all groups, their inode bitmaps, their inode tables and the
 * journal, so that a file system of any size can follow the same data.
 *
 * @param blocks size that was asked for, in blocks
 * @param usableBlocks size without a last block group that is too small for its own tables
 * @param inodesPerGroup a multiple of what fills a block
 * @param blockBitmaps first block of each group's block bitmap
 * @param inodeBitmaps first block of each group's inode bitmap
 * @param inodeTables first block of each group's inode table
 * @param journalStart where the journal begins
 * @param journalBlocks its length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Geometry(
    long blocks,
    long usableBlocks,
    int inodesPerGroup,
    long[] blockBitmaps,
    long[] inodeBitmaps,
    long[] inodeTables,
    long journalStart,
    int journalBlocks) {

  private static final long BLOCKS_PER_MIB = (1 << 20) / BLOCK_SIZE;

  /** Free space for the guest where no size is given: the larger of these. */
  private static final long FREE_BLOCKS = 1024 * BLOCKS_PER_MIB;

  private static final int FREE_FRACTION = 4;

  /** One inode for every so many blocks: 16 KiB, as mke2fs has it. */
  private static final int BLOCKS_PER_INODE = 4;

  /** Inodes left for the guest where the ratio gives fewer: the larger of these. */
  private static final int FREE_INODES = 1024;

  private static final int FREE_INODE_FRACTION = 4;

  /** Least size with a journal (ext2fs_default_journal_size). */
  private static final long MIN_BLOCKS = 2048;

  /** Blocks that the library wants free in a last group besides its tables. */
  private static final int LAST_GROUP_RESERVE = 50;

  /**
   * What the tree needs.
   *
   * @param end first block behind everything that was allotted
   * @param inodes how many inodes are in use, the reserved ones among them
   */
  record Demand(long end, int inodes, FixedBlocks fixed) {}

  /** Length of the image in bytes. */
  long bytes() {
    return blocks * BLOCK_SIZE;
  }

  int groups() {
    return blockBitmaps.length;
  }

  int inodeTableBlocks() {
    return inodesPerGroup / INODES_PER_BLOCK;
  }

  /**
   * Decides the geometry.
   *
   * @param sizeMib the size, where it is given
   * @throws ImageTooSmallException if the tree doesn't fit into it
   * @throws Ext4Exception if none is given, and the tree needs more group descriptors than there is
   *     room for
   */
  static Geometry solve(Demand demand, OptionalLong sizeMib) throws Ext4Exception {
    if (sizeMib.isEmpty()) {
      return growing(demand);
    }
    long size = sizeMib.getAsLong();
    Geometry geometry = place(demand, size * BLOCKS_PER_MIB);
    if (geometry == null) {
      throw new ImageTooSmallException(size, leastMib(demand, size + 1));
    }
    return geometry;
  }

  /** The least number of whole block groups that leaves enough free. */
  private static Geometry growing(Demand demand) throws Ext4Exception {
    // Less the superblock, and the one block that is always left to grow into.
    long most = (demand.fixed().blocks() - 2L) * DESCRIPTORS_PER_BLOCK;
    long free = Math.max(FREE_BLOCKS, demand.end() / FREE_FRACTION);
    long groups = Math.ceilDiv(demand.end() + free, (long) BLOCKS_PER_GROUP);
    for (; groups <= most; groups++) {
      Geometry geometry = place(demand, groups * BLOCKS_PER_GROUP);
      if (geometry != null && geometry.end() + free <= geometry.usableBlocks()) {
        return geometry;
      }
    }
    throw new Ext4Exception(
        "a tree of %d MiB, but without a given size a file system has no more than %d MiB"
            .formatted(demand.end() / BLOCKS_PER_MIB, most * BLOCKS_PER_GROUP / BLOCKS_PER_MIB));
  }

  /**
   * The least size from one on that is enough; a larger one may not be, as its journal is larger.
   */
  private static long leastMib(Demand demand, long from) {
    long mib = Math.max(from, Math.max(MIN_BLOCKS, demand.end()) / BLOCKS_PER_MIB);
    while (place(demand, mib * BLOCKS_PER_MIB) == null) {
      mib++;
    }
    return mib;
  }

  private long end() {
    return journalStart + journalBlocks;
  }

  /** Places everything in a file system of a size; null if it doesn't fit. */
  private static @Nullable Geometry place(Demand demand, long blocks) {
    if (blocks < MIN_BLOCKS) {
      return null;
    }
    long usable = blocks;
    int groups = groups(usable);
    int perGroup = inodesPerGroup(demand, usable, groups);
    if (lastGroupTooSmall(usable, perGroup, demand.fixed())) {
      usable -= usable % BLOCKS_PER_GROUP;
      groups = groups(usable);
      if (groups == 0) {
        return null;
      }
      perGroup = inodesPerGroup(demand, usable, groups);
    }
    if ((long) perGroup * groups < demand.inodes()) {
      return null;
    }
    FixedBlocks fixed = demand.fixed();
    long next = demand.end();
    long[] blockBitmaps = new long[groups];
    long[] inodeBitmaps = new long[groups];
    long[] inodeTables = new long[groups];
    next = placeEach(blockBitmaps, 1, next, fixed);
    next = placeEach(inodeBitmaps, 1, next, fixed);
    next = placeEach(inodeTables, perGroup / INODES_PER_BLOCK, next, fixed);
    int journalBlocks = journalBlocks(usable);
    Geometry geometry =
        new Geometry(
            blocks,
            usable,
            perGroup,
            blockBitmaps,
            inodeBitmaps,
            inodeTables,
            fixed.skip(next, journalBlocks),
            journalBlocks);
    // One block more, as the resize inode takes one for itself.
    return geometry.end() < usable ? geometry : null;
  }

  private static long placeEach(long[] places, int blocks, long next, FixedBlocks fixed) {
    for (int i = 0; i < places.length; i++) {
      places[i] = fixed.skip(next, blocks);
      next = places[i] + blocks;
    }
    return next;
  }

  private static int groups(long blocks) {
    return Math.toIntExact(Math.ceilDiv(blocks, (long) BLOCKS_PER_GROUP));
  }

  /** By the usual ratio, or what the tree needs and some for the guest, if that is more. */
  private static int inodesPerGroup(Demand demand, long blocks, int groups) {
    long needed =
        demand.inodes() + Math.max(FREE_INODES, (long) demand.inodes() / FREE_INODE_FRACTION);
    long wanted = Math.max(blocks / BLOCKS_PER_INODE, needed);
    long perGroup = Math.ceilDiv(wanted, groups);
    long whole = Math.ceilDiv(perGroup, (long) INODES_PER_BLOCK) * INODES_PER_BLOCK;
    return (int) Math.min(whole, MAX_INODES_PER_GROUP);
  }

  private static boolean lastGroupTooSmall(long blocks, int perGroup, FixedBlocks fixed) {
    long rest = blocks % BLOCKS_PER_GROUP;
    long copy = FixedBlocks.hasCopy(blocks / BLOCKS_PER_GROUP) ? fixed.blocks() : 0;
    long tables = 2L + perGroup / INODES_PER_BLOCK;
    return rest > 0 && rest < copy + tables + LAST_GROUP_RESERVE;
  }

  /** As mke2fs sizes it (ext2fs_default_journal_size): from 4 MiB up to 1 GiB. */
  private static int journalBlocks(long blocks) {
    if (blocks < 1 << 15) {
      return 1 << 10;
    }
    if (blocks < 1 << 18) {
      return 1 << 12;
    }
    if (blocks < 1 << 19) {
      return 1 << 13;
    }
    if (blocks < 1 << 22) {
      return 1 << 14;
    }
    if (blocks < 1 << 23) {
      return 1 << 15;
    }
    if (blocks < 1 << 24) {
      return 1 << 16;
    }
    return blocks < 1 << 25 ? 1 << 17 : 1 << 18;
  }
}
