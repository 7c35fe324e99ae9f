package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A file's extent tree. Its root stands in the inode and has room for four entries; what doesn't
 * fit goes to blocks of its own. Format: the kernel's Documentation/filesystems/ext4/ifork.rst.
 *
 * @param root the 60 bytes that stand in the inode
 * @param blocks how many blocks the rest of the tree takes
 */
record ExtentTree(ByteBuffer root, long blocks) {

  /** Bytes in an inode for the root. */
  static final int ROOT_SIZE = 60;

  private static final int ENTRY = 12;
  private static final short MAGIC = (short) 0xF30A;
  private static final int ROOT_ENTRIES = ROOT_SIZE / ENTRY - 1;
  private static final int NODE_ENTRIES = (BLOCK_SIZE - ENTRY - 4) / ENTRY;
  private static final int CHECKSUM_OFFSET = ENTRY + NODE_ENTRIES * ENTRY;
  private static final byte[] EMPTY = new byte[ROOT_SIZE];

  /** Where the tree's blocks come from and go to. */
  @FunctionalInterface
  interface Sink {
    /** Writes a block of metadata and returns its number. */
    long write(ByteBuffer block) throws IOException;
  }

  /** Whether the extents fit into the inode. */
  static boolean fitsInode(List<Extent> extents) {
    return extents.size() <= ROOT_ENTRIES;
  }

  /** Builds the tree and writes all of it but its root. */
  static ExtentTree build(List<Extent> extents, int inode, MetadataChecksum checksum, Sink sink)
      throws IOException {
    List<Extent> level = extents;
    int depth = 0;
    long blocks = 0;
    while (level.size() > ROOT_ENTRIES) {
      List<Extent> above = new ArrayList<>();
      for (int from = 0; from < level.size(); from += NODE_ENTRIES) {
        List<Extent> part = level.subList(from, Math.min(from + NODE_ENTRIES, level.size()));
        ByteBuffer block = ByteBuffer.allocate(BLOCK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        putNode(block, part, NODE_ENTRIES, depth);
        block.putInt(
            CHECKSUM_OFFSET, checksum.ofInode(inode).add(block, 0, CHECKSUM_OFFSET).value());
        // Of this level an entry names one block: that of the node below.
        above.add(new Extent(part.getFirst().logical(), sink.write(block), 1));
        blocks++;
      }
      level = above;
      depth++;
    }
    ByteBuffer root = ByteBuffer.allocate(ROOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    putNode(root, level, ROOT_ENTRIES, depth);
    return new ExtentTree(root, blocks);
  }

  /** Writes the root of a tree that is all in the inode; no more extents than fit there. */
  static void putRoot(ByteBuffer root, List<Extent> extents) {
    root.put(0, EMPTY);
    putNode(root, extents, ROOT_ENTRIES, 0);
  }

  private static void putNode(ByteBuffer node, List<Extent> entries, int limit, int depth) {
    node.putShort(0, MAGIC)
        .putShort(2, (short) entries.size())
        .putShort(4, (short) limit)
        .putShort(6, (short) depth);
    int at = ENTRY;
    for (int i = 0; i < entries.size(); i++) {
      Extent entry = entries.get(i);
      node.putInt(at, (int) entry.logical());
      if (depth == 0) {
        // A length of 32,768 is written as it is; above it would mean unwritten blocks.
        node.putShort(at + 4, (short) entry.blocks())
            .putShort(at + 6, (short) (entry.physical() >>> 32))
            .putInt(at + 8, (int) entry.physical());
      } else {
        node.putInt(at + 4, (int) entry.physical())
            .putShort(at + 8, (short) (entry.physical() >>> 32));
      }
      at += ENTRY;
    }
  }
}
