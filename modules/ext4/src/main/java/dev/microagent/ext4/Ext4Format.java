package dev.microagent.ext4;

import java.nio.ByteBuffer;

/**
 * Numbers of the on-disk format, as this writer chooses them or the format fixes them. Source: the
 * kernel's Documentation/filesystems/ext4.
 */
final class Ext4Format {

  /** Bytes in a block. */
  static final int BLOCK_SIZE = 4096;

  /** Blocks in a block group: as many as one block of bitmap has bits. */
  static final int BLOCKS_PER_GROUP = 8 * BLOCK_SIZE;

  /** Bytes in an inode. */
  static final int INODE_SIZE = 256;

  /** Inodes in one block of an inode table. */
  static final int INODES_PER_BLOCK = BLOCK_SIZE / INODE_SIZE;

  /** Most inodes in a group: as many as one block of bitmap has bits. */
  static final int MAX_INODES_PER_GROUP = 8 * BLOCK_SIZE;

  /** Group descriptors of 64 bytes in one block. */
  static final int DESCRIPTORS_PER_BLOCK = BLOCK_SIZE / 64;

  /** The root directory. */
  static final int ROOT_INODE = 2;

  /** The first inode that isn't reserved; lost+found has it. */
  static final int FIRST_INODE = 11;

  /** Most names of a file (EXT4_LINK_MAX). */
  static final int MAX_LINKS = 65_000;

  /** Longest name in a directory, in bytes. */
  static final int MAX_NAME = 255;

  /** Longest target of a symbolic link, in bytes: a block less the NUL that ends it. */
  static final int MAX_SYMLINK = BLOCK_SIZE - 1;

  /** Most bytes in a file: block numbers inside it have 32 bits. */
  static final long MAX_FILE_SIZE = ((1L << 32) - 1) * BLOCK_SIZE;

  /** A block of zeros; its position stays at the start. */
  static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BLOCK_SIZE).asReadOnlyBuffer();

  private Ext4Format() {}

  /** How many blocks so many bytes take. */
  static long blocks(long bytes) {
    return Math.ceilDiv(bytes, (long) BLOCK_SIZE);
  }
}
