package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/**
 * The two C structures that are read and written from Java. A named member is one that Java uses; a
 * test compares the offset of each with what a C compiler makes of the installed headers.
 */
final class Layouts {

  private Layouts() {}

  /** {@code struct struct_ext2_filsys} of ext2fs.h, on 64-bit Linux. */
  static final StructLayout FILSYS =
      structLayout(
          paddingLayout(32),
          ADDRESS.withName("super"),
          paddingLayout(8),
          JAVA_INT.withName("group_desc_count"),
          paddingLayout(20),
          JAVA_INT.withName("inode_blocks_per_group"),
          paddingLayout(4),
          ADDRESS.withName("inode_map"),
          paddingLayout(96),
          JAVA_LONG.withName("now"),
          paddingLayout(120),
          JAVA_INT.withName("csum_seed"),
          paddingLayout(4));

  /** {@code struct ext2_super_block} of ext2_fs.h: the superblock as on disk, 1,024 bytes. */
  static final StructLayout SUPERBLOCK =
      structLayout(
          JAVA_INT.withName("s_inodes_count"),
          JAVA_INT.withName("s_blocks_count"),
          JAVA_INT.withName("s_r_blocks_count"),
          paddingLayout(4),
          JAVA_INT.withName("s_free_inodes_count"),
          paddingLayout(4),
          JAVA_INT.withName("s_log_block_size"),
          paddingLayout(20),
          JAVA_INT.withName("s_wtime"),
          paddingLayout(2),
          JAVA_SHORT.withName("s_max_mnt_count"),
          paddingLayout(4),
          JAVA_SHORT.withName("s_errors"),
          paddingLayout(2),
          JAVA_INT.withName("s_lastcheck"),
          paddingLayout(8),
          JAVA_INT.withName("s_rev_level"),
          paddingLayout(8),
          JAVA_SHORT.withName("s_inode_size"),
          paddingLayout(2),
          JAVA_INT.withName("s_feature_compat"),
          JAVA_INT.withName("s_feature_incompat"),
          JAVA_INT.withName("s_feature_ro_compat"),
          sequenceLayout(16, JAVA_BYTE).withName("s_uuid"),
          paddingLayout(86),
          JAVA_SHORT.withName("s_reserved_gdt_blocks"),
          paddingLayout(28),
          sequenceLayout(16, JAVA_BYTE).withName("s_hash_seed"),
          JAVA_BYTE.withName("s_def_hash_version"),
          paddingLayout(3),
          JAVA_INT.withName("s_default_mount_opts"),
          paddingLayout(4),
          JAVA_INT.withName("s_mkfs_time"),
          paddingLayout(68),
          JAVA_INT.withName("s_blocks_count_hi"),
          JAVA_INT.withName("s_r_blocks_count_hi"),
          paddingLayout(8),
          JAVA_INT.withName("s_flags"),
          paddingLayout(16),
          JAVA_BYTE.withName("s_log_groups_per_flex"),
          JAVA_BYTE.withName("s_checksum_type"),
          paddingLayout(650));

  /** Where a member stands, in bytes from the structure's start. */
  static long offset(StructLayout struct, String name) {
    return struct.byteOffset(PathElement.groupElement(name));
  }
}
