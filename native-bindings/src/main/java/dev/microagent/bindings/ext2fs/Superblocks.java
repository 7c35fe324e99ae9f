package dev.microagent.bindings.ext2fs;

import static dev.microagent.bindings.ext2fs.Layouts.SUPERBLOCK;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Fills superblocks: first the template that {@code ext2fs_initialize} lays a file system out by,
 * then what it does not take from there. Values are those of {@code mke2fs -t ext4} of e2fsprogs
 * 1.47 on Debian.
 */
final class Superblocks {

  /** has_journal, ext_attr, resize_inode, dir_index. */
  static final int FEATURE_COMPAT = 0x4 | 0x8 | 0x10 | 0x20;

  /** filetype, extent, 64bit, flex_bg. */
  static final int FEATURE_INCOMPAT = 0x2 | 0x40 | 0x80 | 0x200;

  /** sparse_super, large_file, huge_file, dir_nlink, extra_isize, metadata_csum. */
  static final int FEATURE_RO_COMPAT = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x400;

  /** Logarithm of the block size in KiB. */
  private static final int LOG_BLOCK_SIZE = 2;

  private static final short INODE_SIZE = 256;

  /** EXT2_DYNAMIC_REV: inode sizes and feature sets. */
  static final int REVISION = 1;

  /** Logarithm of the number of block groups in a flexible one. */
  private static final byte LOG_GROUPS_PER_FLEX = 4;

  /** EXT2_DEFM_XATTR_USER and EXT2_DEFM_ACL. */
  static final int DEFAULT_MOUNT_OPTIONS = 0x4 | 0x8;

  /** EXT2_ERRORS_CONTINUE. */
  static final short ERRORS = 1;

  /** EXT2_HASH_HALF_MD4. */
  static final byte HASH_VERSION = 1;

  /** EXT2_FLAGS_SIGNED_HASH: names are hashed as signed chars, whatever machine this is. */
  static final int FLAGS = 1;

  /** EXT2_CRC32C_CHKSUM. */
  static final byte CHECKSUM_TYPE = 1;

  private Superblocks() {}

  /** The template, in memory of the arena. */
  static MemorySegment template(Ext2Parameters parameters, Arena arena) {
    MemorySegment s = arena.allocate(SUPERBLOCK);
    setInt(s, "s_log_block_size", LOG_BLOCK_SIZE);
    setInt(s, "s_rev_level", REVISION);
    setShort(s, "s_inode_size", INODE_SIZE);
    setInt(s, "s_feature_compat", FEATURE_COMPAT);
    setInt(s, "s_feature_incompat", FEATURE_INCOMPAT);
    setInt(s, "s_feature_ro_compat", FEATURE_RO_COMPAT);
    setByte(s, "s_log_groups_per_flex", LOG_GROUPS_PER_FLEX);
    setInt(s, "s_default_mount_opts", DEFAULT_MOUNT_OPTIONS);
    setShort(s, "s_errors", ERRORS);
    setInt(s, "s_blocks_count", (int) parameters.blocks());
    setInt(s, "s_blocks_count_hi", (int) (parameters.blocks() >>> 32));
    setInt(s, "s_r_blocks_count", (int) parameters.reservedBlocks());
    setInt(s, "s_r_blocks_count_hi", (int) (parameters.reservedBlocks() >>> 32));
    setInt(s, "s_inodes_count", parameters.inodes());
    setShort(s, "s_reserved_gdt_blocks", (short) parameters.reservedDescriptorBlocks());
    return s;
  }

  /** Sets what would otherwise come from the clock, from chance or from the machine. */
  static void pin(MemorySegment s, Ext2Parameters parameters) {
    setUuid(s, "s_uuid", parameters.uuid());
    setUuid(s, "s_hash_seed", parameters.hashSeed());
    setInt(s, "s_mkfs_time", (int) parameters.epochSecond());
    setInt(s, "s_lastcheck", (int) parameters.epochSecond());
    setShort(s, "s_max_mnt_count", (short) -1);
    setByte(s, "s_def_hash_version", HASH_VERSION);
    setInt(s, "s_flags", FLAGS);
    setByte(s, "s_checksum_type", CHECKSUM_TYPE);
  }

  private static void setByte(MemorySegment s, String name, byte value) {
    s.set(ValueLayout.JAVA_BYTE, Layouts.offset(SUPERBLOCK, name), value);
  }

  private static void setShort(MemorySegment s, String name, short value) {
    s.set(ValueLayout.JAVA_SHORT, Layouts.offset(SUPERBLOCK, name), value);
  }

  private static void setInt(MemorySegment s, String name, int value) {
    s.set(ValueLayout.JAVA_INT, Layouts.offset(SUPERBLOCK, name), value);
  }

  private static void setUuid(MemorySegment s, String name, UUID uuid) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    MemorySegment.copy(
        bytes, 0, s, ValueLayout.JAVA_BYTE, Layouts.offset(SUPERBLOCK, name), bytes.length);
  }
}
