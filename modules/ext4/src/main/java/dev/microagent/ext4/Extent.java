package dev.microagent.ext4;

/**
 * A run of blocks of a file, no longer than one entry of an extent tree can say.
 *
 * @param logical its first block's number in the file, an unsigned 32-bit number
 * @param physical its first block's number in the image
 * @param blocks its length, from 1 to {@value #MAX_BLOCKS}
 */
record Extent(long logical, long physical, long blocks) {

  /** Most blocks in one extent, as long as it isn't of the unwritten kind. */
  static final int MAX_BLOCKS = 1 << 15;

  Extent {
    if (blocks < 1 || blocks > MAX_BLOCKS) {
      throw new IllegalArgumentException("an extent of %d blocks".formatted(blocks));
    }
  }

  long logicalEnd() {
    return logical + blocks;
  }

  long physicalEnd() {
    return physical + blocks;
  }
}
