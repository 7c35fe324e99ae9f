package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;
import static dev.microagent.ext4.Ext4Format.INODE_SIZE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system that somebody else wrote, in the form that {@link StagedImage} asks for: 4 KiB
 * blocks, 64-bit group descriptors, inodes of 256 bytes. Format: the kernel's
 * Documentation/filesystems/ext4.
 */
final class WrittenImage {

  private static final int SUPERBLOCK = 1024;
  private static final int DESCRIPTOR_SIZE = 64;

  /** EXT4_EXTENTS_FL: the one flag that an inode has whose content is in extents. */
  private static final int EXTENTS = 0x80000;

  private static final int BLOCK_FIELD = 40;
  private static final int EXTENT_ENTRY = 12;

  private final FileChannel channel;
  private final int inodesPerGroup;

  /** The channel stays the caller's. */
  WrittenImage(FileChannel channel) throws IOException {
    this.channel = channel;
    ByteBuffer superblock = read(SUPERBLOCK, SUPERBLOCK);
    this.inodesPerGroup = superblock.getInt(40);
    if (superblock.getShort(56) != (short) 0xEF53
        || superblock.getInt(24) != 2
        || superblock.getShort(88) != INODE_SIZE
        || superblock.getShort(254) != DESCRIPTOR_SIZE
        || inodesPerGroup <= 0) {
      throw new Mke2fsException("mke2fs made a file system of another form than it was told");
    }
  }

  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = buffer(length);
    FullRead.fill(channel, bytes, position, "the image that mke2fs made is too short");
    return bytes.flip();
  }

  void write(long position, ByteBuffer bytes) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      position += channel.write(rest, position);
    }
  }

  /** Where an inode stands, in bytes. */
  long placeOfInode(int number) throws IOException {
    long group = (number - 1L) / inodesPerGroup;
    ByteBuffer descriptor = read(BLOCK_SIZE + group * DESCRIPTOR_SIZE, DESCRIPTOR_SIZE);
    long table =
        Integer.toUnsignedLong(descriptor.getInt(8)) | ((long) descriptor.getInt(40) << 32);
    return table * BLOCK_SIZE + (long) ((number - 1) % inodesPerGroup) * INODE_SIZE;
  }

  /** What an inode says of its content, which is in extents. */
  InodeBody body(int number) throws IOException {
    ByteBuffer inode = read(placeOfInode(number), INODE_SIZE);
    int flags = inode.getInt(32);
    boolean hasXattrBlock = inode.getInt(104) != 0 || inode.getShort(118) != 0;
    // Of another generation the checksums of its extents would be others.
    boolean hasGeneration = inode.getInt(100) != 0;
    if (flags != EXTENTS || hasXattrBlock || hasGeneration) {
      throw new Mke2fsException(
          "mke2fs wrote inode %d in a form that isn't known, with flags %#x"
              .formatted(number, flags));
    }
    long size = Integer.toUnsignedLong(inode.getInt(4)) | ((long) inode.getInt(108) << 32);
    long sectors =
        Integer.toUnsignedLong(inode.getInt(28))
            | (Short.toUnsignedLong(inode.getShort(116)) << 32);
    ByteBuffer field = buffer(ExtentTree.ROOT_SIZE);
    field.put(0, inode, BLOCK_FIELD, ExtentTree.ROOT_SIZE);
    return new InodeBody(size, field, sectors / (BLOCK_SIZE / 512), flags);
  }

  /** The blocks of a directory. */
  List<Long> directoryBlocks(int number) throws IOException {
    List<Long> blocks = new ArrayList<>();
    addBlocks(body(number).field(), blocks);
    return blocks;
  }

  /** Adds the blocks below a node of an extent tree, which is as deep as five levels at most. */
  private void addBlocks(ByteBuffer node, List<Long> blocks) throws IOException {
    int entries = Short.toUnsignedInt(node.getShort(2));
    int depth = node.getShort(6);
    for (int at = EXTENT_ENTRY; at <= entries * EXTENT_ENTRY; at += EXTENT_ENTRY) {
      if (depth > 0) {
        long block = block(node.getInt(at + 4), node.getShort(at + 8));
        addBlocks(read(block * BLOCK_SIZE, BLOCK_SIZE), blocks);
      } else {
        long start = block(node.getInt(at + 8), node.getShort(at + 6));
        for (int i = 0; i < node.getShort(at + 4); i++) {
          blocks.add(start + i);
        }
      }
    }
  }

  private static long block(int low, short high) {
    return Integer.toUnsignedLong(low) | (Short.toUnsignedLong(high) << 32);
  }
}
