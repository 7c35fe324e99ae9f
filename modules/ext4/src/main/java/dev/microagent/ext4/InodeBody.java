package dev.microagent.ext4;

import dev.microagent.filetree.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What an inode says of its content.
 *
 * @param size in bytes
 * @param field the 60 bytes of i_block: an extent tree's root, a short symlink's target or a device
 *     number
 * @param blocks how many blocks it takes, those of the extent tree among them
 * @param flags of the inode
 */
record InodeBody(long size, ByteBuffer field, long blocks, int flags) {

  /** EXT4_EXTENTS_FL. */
  private static final int EXTENTS = 0x80000;

  /** EXT4_INDEX_FL: a directory with a hashed index. */
  static final int INDEX = 0x1000;

  /** A body without blocks; its field has the given bytes, and zeros behind them. */
  static InodeBody inline(long size, byte[] bytes) {
    ByteBuffer field = ByteBuffer.allocate(ExtentTree.ROOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    field.put(0, bytes);
    return new InodeBody(size, field, 0, 0);
  }

  /** A device: its number in the old form where that has room for it, else in the new one. */
  static InodeBody ofDevice(Device device) {
    InodeBody body = inline(0, new byte[0]);
    int major = device.major();
    int minor = device.minor();
    if (major < 256 && minor < 256) {
      body.field.putInt(0, (major << 8) | minor);
    } else {
      body.field.putInt(4, (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12));
    }
    return body;
  }

  /**
   * A body in blocks, all of whose extents fit into the inode.
   *
   * @param field takes them, whatever it held before; the body is of use as long as it does
   */
  static InodeBody fitting(long size, List<Extent> extents, ByteBuffer field) {
    ExtentTree.putRoot(field, extents);
    return new InodeBody(size, field, blocks(extents), EXTENTS);
  }

  /** A body in blocks; extents that don't fit into the inode go to the sink. */
  static InodeBody stored(
      long size, List<Extent> extents, int inode, MetadataChecksum checksum, ExtentTree.Sink sink)
      throws IOException {
    ExtentTree tree = ExtentTree.build(extents, inode, checksum, sink);
    return new InodeBody(size, tree.root(), blocks(extents) + tree.blocks(), EXTENTS);
  }

  private static long blocks(List<Extent> extents) {
    long blocks = 0;
    for (int i = 0; i < extents.size(); i++) {
      blocks += extents.get(i).blocks();
    }
    return blocks;
  }

  InodeBody withFlags(int more) {
    return new InodeBody(size, field, blocks, flags | more);
  }
}
