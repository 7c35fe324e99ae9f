package dev.microagent.ext4;

/**
 * A run of blocks of a file.
 *
 * @param logical its first block's number in the file, an unsigned 32-bit number
 * @param physical its first block's number in the image
 * @param blocks its length, at least 1
 */
record Extent(long logical, long physical, long blocks) {

  Extent {
    if (blocks < 1) {
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
