package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays a directory out whole: as a list of entries where one block holds them, else with a hashed
 * index (feature dir_index) over blocks filled in the order of the hash. Format: the kernel's
 * Documentation/filesystems/ext4/directory.rst. Not thread-safe.
 */
final class DirectoryBlocks {

  /** An entry's inode number, length, name length and file type, before its name. */
  private static final int ENTRY_HEADER = 8;

  /** The checksum's false entry at the end of each block of entries. */
  private static final int TAIL = 12;

  private static final byte TAIL_TYPE = (byte) 0xDE;

  /** The entries {@code .} and {@code ..}. */
  private static final int DOT = 12;

  private static final int DOTS = 2 * DOT;

  /** Room for entries in a block without {@code .} and {@code ..}. */
  private static final int ROOM = BLOCK_SIZE - TAIL;

  /** Where the index's entries begin in its root, and in its nodes. */
  private static final int INDEX_ROOT = 32;

  private static final int INDEX_NODE = 8;

  private static final int INDEX_ENTRY = 8;

  /** Entries in the index's root and in its nodes; the checksum takes the place of one. */
  private static final int ROOT_LIMIT = (BLOCK_SIZE - INDEX_ROOT) / INDEX_ENTRY - 1;

  private static final int NODE_LIMIT = (BLOCK_SIZE - INDEX_NODE) / INDEX_ENTRY - 1;

  /** EXT2_HASH_HALF_MD4. */
  private static final byte HASH_VERSION = 1;

  /** Blocks of an empty lost+found: e2fsck can put files there without allotting any. */
  private static final int LOST_AND_FOUND_BLOCKS = 4;

  private final DirectoryHash hash;
  private final MetadataChecksum checksum;

  /** Most directories take one block, and an image has thousands of them. */
  private final ByteBuffer onlyBlock = allocate(1);

  DirectoryBlocks(DirectoryHash hash, MetadataChecksum checksum) {
    this.hash = hash;
    this.checksum = checksum;
  }

  /**
   * An entry to be.
   *
   * @param name raw bytes
   * @param inode its inode's number
   * @param type file type as directory entries have it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(byte[] name, int inode, byte type) {

    /** Bytes that the entry takes at least. */
    int length() {
      return ENTRY_HEADER + ((name.length + 3) & ~3);
    }
  }

  /**
   * A directory's blocks.
   *
   * @param bytes all of them, one after the other; of use until the next directory is laid out
   * @param indexed whether they have a hashed index
   */
  record Blocks(ByteBuffer bytes, boolean indexed) {}

  /**
   * A directory with entries sorted by name.
   *
   * @throws Ext4Exception if they are more than an index of two levels can hold: some ten million
   */
  Blocks build(int inode, int parent, List<Entry> entries) throws Ext4Exception {
    int length = DOTS;
    for (Entry entry : entries) {
      length += entry.length();
      if (length > ROOM) {
        return new Blocks(indexed(inode, parent, entries), true);
      }
    }
    onlyBlock.clear().put(0, Ext4Format.ZEROS, 0, BLOCK_SIZE);
    putDots(onlyBlock, inode, parent, DOT);
    fill(onlyBlock, 0, DOTS, entries);
    seal(onlyBlock, 0, inode);
    return new Blocks(onlyBlock, false);
  }

  /** An empty directory with room for what e2fsck finds. */
  Blocks lostAndFound(int inode, int parent) {
    ByteBuffer blocks = allocate(LOST_AND_FOUND_BLOCKS);
    putDots(blocks, inode, parent, ROOM - DOT);
    seal(blocks, 0, inode);
    for (int i = 1; i < LOST_AND_FOUND_BLOCKS; i++) {
      blocks.putShort(i * BLOCK_SIZE + 4, (short) ROOM);
      seal(blocks, i, inode);
    }
    return new Blocks(blocks, false);
  }

  /** A block of entries in the index: the first hash in it, and what it holds. */
  private record Leaf(int firstHash, List<Entry> entries) {}

  private ByteBuffer indexed(int inode, int parent, List<Entry> entries) throws Ext4Exception {
    List<Leaf> leaves = leaves(entries);
    int leafCount = leaves.size();
    int nodeCount = leafCount <= ROOT_LIMIT ? 0 : Math.ceilDiv(leafCount, NODE_LIMIT);
    if (nodeCount > ROOT_LIMIT) {
      throw new Ext4Exception(
          "a directory of %d entries, more than its index can hold".formatted(entries.size()));
    }
    ByteBuffer blocks = allocate(1 + nodeCount + leafCount);
    int firstLeaf = 1 + nodeCount;

    putDots(blocks, inode, parent, BLOCK_SIZE - DOT);
    blocks
        .put(DOTS + 4, HASH_VERSION)
        .put(DOTS + 5, (byte) 8)
        .put(DOTS + 6, (byte) (nodeCount > 0 ? 1 : 0));
    if (nodeCount == 0) {
      putIndex(blocks, 0, INDEX_ROOT, ROOT_LIMIT, leaves, firstLeaf, 1, inode);
    } else {
      putIndex(blocks, 0, INDEX_ROOT, ROOT_LIMIT, leaves, 1, NODE_LIMIT, inode);
      for (int node = 0; node < nodeCount; node++) {
        int from = node * NODE_LIMIT;
        int to = Math.min(from + NODE_LIMIT, leafCount);
        blocks.putShort((1 + node) * BLOCK_SIZE + 4, (short) BLOCK_SIZE);
        putIndex(
            blocks,
            1 + node,
            INDEX_NODE,
            NODE_LIMIT,
            leaves.subList(from, to),
            firstLeaf + from,
            1,
            inode);
      }
    }
    for (int i = 0; i < leafCount; i++) {
      fill(blocks, firstLeaf + i, 0, leaves.get(i).entries());
      seal(blocks, firstLeaf + i, inode);
    }
    return blocks;
  }

  private List<Leaf> leaves(List<Entry> entries) {
    List<Leaf> leaves = new ArrayList<>();
    List<Entry> current = new ArrayList<>();
    int firstHash = 0;
    int lastHash = 0;
    int length = 0;
    for (HashedEntry next : HashedEntry.inOrder(entries, hash)) {
      int major = (int) (next.hash() >>> 32);
      if (length + next.entry().length() > ROOM) {
        leaves.add(new Leaf(firstHash, current));
        current = new ArrayList<>();
        length = 0;
        // The lowest bit tells that the block before ends with the same hash.
        firstHash = major == lastHash ? (major | 1) : major;
      }
      current.add(next.entry());
      length += next.entry().length();
      lastHash = major;
    }
    leaves.add(new Leaf(firstHash, current));
    return leaves;
  }

  /**
   * Writes an index: one entry for every so many leaves. The first has no hash, as everything
   * before the second belongs to it; limit and count stand in its place.
   */
  private void putIndex(
      ByteBuffer blocks,
      int block,
      int offset,
      int limit,
      List<Leaf> leaves,
      int firstChild,
      int leavesPerChild,
      int inode) {
    int start = block * BLOCK_SIZE;
    int count = Math.ceilDiv(leaves.size(), leavesPerChild);
    int at = start + offset;
    blocks.putShort(at, (short) limit).putShort(at + 2, (short) count);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        blocks.putInt(at + i * INDEX_ENTRY, leaves.get(i * leavesPerChild).firstHash());
      }
      blocks.putInt(at + i * INDEX_ENTRY + 4, firstChild + i);
    }
    int sum =
        checksum
            .ofInode(inode)
            .add(blocks, start, offset + count * INDEX_ENTRY)
            .add(blocks, at + limit * INDEX_ENTRY, 4)
            .addZeros()
            .value();
    blocks.putInt(at + limit * INDEX_ENTRY + 4, sum);
  }

  private static ByteBuffer allocate(int blocks) {
    return ByteBuffer.allocate(blocks * BLOCK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes {@code .} and {@code ..} to the first block.
   *
   * @param length of the second entry, up to where the next begins
   */
  private static void putDots(ByteBuffer blocks, int inode, int parent, int length) {
    putEntry(blocks, 0, new Entry(new byte[] {'.'}, inode, FileType.DIRECTORY.inEntry()), DOT);
    putEntry(
        blocks,
        DOT,
        new Entry(new byte[] {'.', '.'}, parent, FileType.DIRECTORY.inEntry()),
        length);
  }

  /** Writes entries to a block, from an offset on; the last one takes what room is left. */
  private static void fill(ByteBuffer blocks, int block, int offset, List<Entry> entries) {
    int start = block * BLOCK_SIZE;
    int at = offset;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      int length = i == entries.size() - 1 ? ROOM - at : entry.length();
      putEntry(blocks, start + at, entry, length);
      at += length;
    }
    if (entries.isEmpty()) {
      blocks.putShort(start + DOT + 4, (short) (ROOM - DOT));
    }
  }

  private static void putEntry(ByteBuffer blocks, int at, Entry entry, int length) {
    blocks
        .putInt(at, entry.inode())
        .putShort(at + 4, (short) length)
        .put(at + 6, (byte) entry.name().length)
        .put(at + 7, entry.type())
        .put(at + ENTRY_HEADER, entry.name());
  }

  /** Writes a block's tail: a false entry that holds the checksum. */
  private void seal(ByteBuffer blocks, int block, int inode) {
    int start = block * BLOCK_SIZE;
    int tail = start + ROOM;
    blocks.putShort(tail + 4, (short) TAIL).put(tail + 7, TAIL_TYPE);
    blocks.putInt(tail + 8, checksum.ofInode(inode).add(blocks, start, ROOM).value());
  }
}
