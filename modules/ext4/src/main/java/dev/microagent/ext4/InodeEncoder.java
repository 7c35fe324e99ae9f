package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.INODE_SIZE;

import dev.microagent.filetree.Attributes;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Writes inodes as they stand in an inode table. Format: the kernel's
 * Documentation/filesystems/ext4/inodes.rst. Not thread-safe.
 */
final class InodeEncoder {

  private static final int FIXED_SIZE = 128;

  /** Bytes of the extended fixed part in use: up to and with i_projid. */
  private static final int EXTRA_SIZE = 32;

  private static final int BLOCK_FIELD = 40;
  private static final int CHECKSUM_LOW = 124;
  private static final int CHECKSUM_HIGH = 130;
  private static final int SECTORS_PER_BLOCK = Ext4Format.BLOCK_SIZE / 512;

  /** The times that ext4 can hold: 34 bits of seconds, from 1901 to 2446. */
  private static final long FIRST_SECOND = Integer.MIN_VALUE;

  private static final long LAST_SECOND = (1L << 34) + Integer.MIN_VALUE - 1;

  private final MetadataChecksum checksum;
  private final Instant created;

  /**
   * @param created the time of birth of all inodes
   */
  InodeEncoder(MetadataChecksum checksum, Instant created) {
    this.checksum = checksum;
    this.created = created;
  }

  /**
   * Writes one inode.
   *
   * @param table where it goes, all zeros before
   * @param at offset there
   * @param type the upper four bits of its mode
   * @param xattrs its extended attributes
   * @param xattrBlock where those are that are not in the inode; 0 if none
   */
  void put(
      ByteBuffer table,
      int at,
      int number,
      int type,
      Attributes attributes,
      int links,
      InodeBody body,
      XattrLayout xattrs,
      long xattrBlock) {
    long sectors = (body.blocks() + (xattrBlock == 0 ? 0 : 1)) * SECTORS_PER_BLOCK;
    table
        .putShort(at, (short) (type | attributes.mode()))
        .putShort(at + 2, (short) attributes.uid())
        .putInt(at + 4, (int) body.size())
        .putShort(at + 24, (short) attributes.gid())
        .putShort(at + 26, (short) links)
        .putInt(at + 28, (int) sectors)
        .putInt(at + 32, body.flags())
        .put(at + BLOCK_FIELD, body.field(), 0, ExtentTree.ROOT_SIZE)
        .putInt(at + 104, (int) xattrBlock)
        .putInt(at + 108, (int) (body.size() >>> 32))
        .putShort(at + 116, (short) (sectors >>> 32))
        .putShort(at + 118, (short) (xattrBlock >>> 32))
        .putShort(at + 120, (short) (attributes.uid() >>> 16))
        .putShort(at + 122, (short) (attributes.gid() >>> 16))
        .putShort(at + FIXED_SIZE, (short) EXTRA_SIZE);
    // Access, inode change, modification; birth.
    putTime(table, at + 8, at + 140, attributes.mtime());
    putTime(table, at + 12, at + 132, attributes.mtime());
    putTime(table, at + 16, at + 136, attributes.mtime());
    putTime(table, at + 144, at + 148, created);
    xattrs.putInInode(table, at + FIXED_SIZE + EXTRA_SIZE);
    seal(table, at, number);
  }

  /** Writes the checksum of an inode that is otherwise complete. */
  private void seal(ByteBuffer table, int at, int number) {
    int sum = checksum.ofInode(number).add(table, at, INODE_SIZE).value();
    table.putShort(at + CHECKSUM_LOW, (short) sum);
    table.putShort(at + CHECKSUM_HIGH, (short) (sum >>> 16));
  }

  /** Writes a reserved inode that isn't used: zeros and the short form of the checksum. */
  void putUnused(ByteBuffer table, int at, int number) {
    int sum = checksum.ofInode(number).add(table, at, INODE_SIZE).value();
    table.putShort(at + CHECKSUM_LOW, (short) sum);
  }

  /** A time: the low 32 bits of its seconds, then nanoseconds with two more bits of them. */
  private static void putTime(ByteBuffer table, int at, int extraAt, Instant time) {
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    if (seconds < FIRST_SECOND) {
      // As Linux does with a time that a file system can't hold.
      seconds = FIRST_SECOND;
      nanos = 0;
    } else if (seconds > LAST_SECOND) {
      seconds = LAST_SECOND;
      nanos = 0;
    }
    int epoch = (int) ((seconds - (int) seconds) >>> 32) & 3;
    table.putInt(at, (int) seconds).putInt(extraAt, (nanos << 2) | epoch);
  }
}
