package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;

import dev.microagent.filetree.Xattr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of an inode's extended attributes stand in the inode and which in a block of their own. The
 * inode takes as many as fit. Format: the kernel's Documentation/filesystems/ext4/attributes.rst.
 *
 * @param inInode those in the inode
 * @param inBlock those in the block; none, no block
 * @param omitted names of those that Linux has no namespace for
 */
record XattrLayout(List<StoredXattr> inInode, List<StoredXattr> inBlock, List<String> omitted) {

  private static final XattrLayout NONE = new XattrLayout(List.of(), List.of(), List.of());

  private static final int MAGIC = 0xEA020000;

  /** Bytes for attributes behind an inode's fixed part. */
  static final int INODE_ROOM = Ext4Format.INODE_SIZE - 160;

  private static final int INODE_HEADER = 4;
  private static final int BLOCK_HEADER = 32;

  /** The four zero bytes that end the entries. */
  private static final int END = 4;

  /**
   * Distributes attributes.
   *
   * @throws IllegalArgumentException if they can't be stored; the message says why
   */
  static XattrLayout of(List<Xattr> xattrs) {
    if (xattrs.isEmpty()) {
      return NONE;
    }
    List<StoredXattr> stored = new ArrayList<>();
    List<String> omitted = new ArrayList<>();
    for (Xattr xattr : xattrs) {
      StoredXattr converted = StoredXattr.of(xattr);
      if (converted == null) {
        omitted.add(xattr.name());
      } else {
        stored.add(converted);
      }
    }
    stored.sort(StoredXattr.ORDER);
    List<StoredXattr> inInode = new ArrayList<>();
    List<StoredXattr> inBlock = new ArrayList<>();
    int inodeRoom = INODE_ROOM - INODE_HEADER - END;
    int blockRoom = BLOCK_SIZE - BLOCK_HEADER - END;
    for (StoredXattr xattr : stored) {
      int length = xattr.entryLength() + xattr.valueLength();
      if (length <= inodeRoom) {
        inodeRoom -= length;
        inInode.add(xattr);
      } else {
        blockRoom -= length;
        inBlock.add(xattr);
      }
    }
    if (blockRoom < 0) {
      throw new IllegalArgumentException(
          "its extended attributes need %d bytes more than ext4 has room for"
              .formatted(-blockRoom));
    }
    return new XattrLayout(inInode, inBlock, omitted);
  }

  /**
   * Writes the part in the inode.
   *
   * @param inode the inode's bytes; attributes begin at the offset
   */
  void putInInode(ByteBuffer inode, int offset) {
    if (inInode.isEmpty()) {
      return;
    }
    inode.putInt(offset, MAGIC);
    int entries = offset + INODE_HEADER;
    put(inode, inInode, entries, offset + INODE_ROOM, entries, false);
  }

  /** The block's bytes. */
  ByteBuffer block(long number, MetadataChecksum checksum) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(0, MAGIC).putInt(4, 1).putInt(8, 1);
    put(block, inBlock, BLOCK_HEADER, BLOCK_SIZE, 0, true);
    int hash = 0;
    for (StoredXattr xattr : inBlock) {
      hash = (hash << 16) ^ (hash >>> 16) ^ xattr.hash();
      if (xattr.hash() == 0) {
        // The kernel takes a block with such an entry for one that can't be shared.
        hash = 0;
        break;
      }
    }
    block.putInt(12, hash);
    // The checksum's own field, at 16, is still zero.
    block.putInt(16, checksum.ofBlock(number).add(block, 0, BLOCK_SIZE).value());
    return block;
  }

  /**
   * Writes entries from the front and values from the back.
   *
   * @param base where value offsets count from
   * @param hashed whether entries have their hash; in an inode it is left out
   */
  private static void put(
      ByteBuffer target, List<StoredXattr> xattrs, int entries, int end, int base, boolean hashed) {
    int at = entries;
    int values = end;
    for (StoredXattr xattr : xattrs) {
      values -= xattr.valueLength();
      target
          .put(at, (byte) xattr.name().length)
          .put(at + 1, (byte) xattr.namespace())
          .putShort(at + 2, (short) (xattr.value().length == 0 ? 0 : values - base))
          .putInt(at + 8, xattr.value().length)
          .putInt(at + 12, hashed ? xattr.hash() : 0)
          .put(at + 16, xattr.name())
          .put(values, xattr.value());
      at += xattr.entryLength();
    }
  }
}
