package dev.microagent.rootfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What an ext4 file system says of itself in its superblock (kernel documentation, "Super Block"),
 * read without the help of whatever wrote it.
 *
 * @param features names as dumpe2fs has them, in its order
 * @param blockSize in bytes
 */
record Superblock(
    UUID uuid,
    List<String> features,
    int blockSize,
    long blocks,
    long freeBlocks,
    long inodes,
    long freeInodes) {

  private static final int OFFSET = 1024;
  private static final int BYTES = 1024;
  private static final int MAGIC = 0xef53;

  /** Of the set of incompatible features: numbers of blocks have 64 bits. */
  private static final int INCOMPAT_64BIT = 0x80;

  /** Block sizes go from 1 KiB to 64 KiB. */
  private static final int MAX_LOG_BLOCK_SIZE = 6;

  // Names by the number of their bit; a dash where there is none.
  private static final List<String> COMPATIBLE =
      names(
          """
          dir_prealloc imagic_inodes has_journal ext_attr resize_inode dir_index lazy_bg - -
          sparse_super2 fast_commit stable_inodes orphan_file
          """);
  private static final List<String> INCOMPATIBLE =
      names(
          """
          compression filetype needs_recovery journal_dev meta_bg - extent 64bit mmp flex_bg
          ea_inode - dirdata metadata_csum_seed large_dir inline_data encrypt casefold
          """);
  private static final List<String> READ_ONLY_COMPATIBLE =
      names(
          """
          sparse_super large_file - huge_file uninit_bg dir_nlink extra_isize - quota bigalloc
          metadata_csum replica read-only project shared_blocks verity orphan_present
          """);

  public Superblock {
    features = List.copyOf(features);
  }

  /**
   * Reads one.
   *
   * @throws DamagedBaselineException if there is none
   */
  static Superblock read(Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      while (block.hasRemaining() && channel.read(block, OFFSET + block.position()) >= 0) {
        // A file may be read in parts.
      }
    }
    int logBlockSize = block.getInt(0x18);
    if (block.hasRemaining()
        || Short.toUnsignedInt(block.getShort(0x38)) != MAGIC
        || logBlockSize < 0
        || logBlockSize > MAX_LOG_BLOCK_SIZE) {
      throw new DamagedBaselineException(file + " has no ext4 superblock");
    }
    List<String> features = new ArrayList<>();
    addFeatures(features, 'C', COMPATIBLE, block.getInt(0x5c));
    addFeatures(features, 'I', INCOMPATIBLE, block.getInt(0x60));
    addFeatures(features, 'R', READ_ONLY_COMPATIBLE, block.getInt(0x64));
    boolean wide = (block.getInt(0x60) & INCOMPAT_64BIT) != 0;
    ByteBuffer bigEndian = block.duplicate().order(ByteOrder.BIG_ENDIAN);
    return new Superblock(
        new UUID(bigEndian.getLong(0x68), bigEndian.getLong(0x70)),
        features,
        BYTES << logBlockSize,
        number(block, 0x4, wide ? block.getInt(0x150) : 0),
        number(block, 0xc, wide ? block.getInt(0x158) : 0),
        number(block, 0x0, 0),
        number(block, 0x10, 0));
  }

  private static List<String> names(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  private static long number(ByteBuffer block, int low, int high) {
    return Integer.toUnsignedLong(high) << Integer.SIZE | Integer.toUnsignedLong(block.getInt(low));
  }

  /** Features without a name are called by their set and bit, as in {@code FEATURE_C31}. */
  private static void addFeatures(List<String> found, char set, List<String> names, int bits) {
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      if ((bits >>> bit & 1) != 0) {
        String name = bit < names.size() ? names.get(bit) : "-";
        found.add(name.equals("-") ? "FEATURE_" + set + bit : name);
      }
    }
  }

  /** Ready for JSON. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("uuid", uuid.toString());
    json.put("features", features);
    json.put("block_size_bytes", blockSize);
    json.put("blocks", blocks);
    json.put("free_blocks", freeBlocks);
    json.put("inodes", inodes);
    json.put("free_inodes", freeInodes);
    return json;
  }
}
