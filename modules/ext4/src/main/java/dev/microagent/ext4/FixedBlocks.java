package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCKS_PER_GROUP;

/**
 * The only places of the image that are fixed from the start: a superblock and the group
 * descriptors, with the blocks that these may grow into, at the start of every group that has a
 * copy (feature sparse_super: groups 0, 1 and the powers of 3, 5 and 7). As they are the same
 * whatever the file system's size, data can be written before the size is known.
 *
 * @param blocks how many blocks each copy takes
 */
record FixedBlocks(int blocks) {

  /** Whether a group has a copy. */
  static boolean hasCopy(long group) {
    return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
  }

  private static boolean isPower(long number, long base) {
    long power = base;
    while (power < number) {
      power *= base;
    }
    return power == number;
  }

  /** The first block from a place on that isn't fixed. */
  long skip(long block) {
    long group = block / BLOCKS_PER_GROUP;
    return block % BLOCKS_PER_GROUP < blocks && hasCopy(group)
        ? group * BLOCKS_PER_GROUP + blocks
        : block;
  }

  /** Where the next copy begins after a block that isn't fixed. */
  long nextCopy(long block) {
    long group = block / BLOCKS_PER_GROUP + 1;
    while (!hasCopy(group)) {
      group++;
    }
    return group * BLOCKS_PER_GROUP;
  }

  /** The first place from a block on where so many blocks in a row aren't fixed. */
  long skip(long block, long count) {
    long start = skip(block);
    while (nextCopy(start) - start < count) {
      start = skip(nextCopy(start));
    }
    return start;
  }
}
