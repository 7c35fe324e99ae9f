package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.MemorySegment;

/**
 * The functions of libext2fs that are called, one Java method each with the C function's name and
 * parameters. Initialised on first use, after {@link Libext2fs#verify}. What makes a file system is
 * here; what opens one, and the texts of errors, have classes of their own within, since a pull
 * needs neither and linking takes time.
 */
final class Ext2Calls {

  private static final Ext2Function INITIALIZE = Ext2Function.find("ext2fs_initialize", 5);
  private static final Ext2Function INIT_CSUM_SEED = Ext2Function.find("ext2fs_init_csum_seed", 1);
  private static final Ext2Function CREATE_RESIZE_INODE =
      Ext2Function.find("ext2fs_create_resize_inode", 1);
  private static final Ext2Function ADD_JOURNAL_INODE2 =
      Ext2Function.find("ext2fs_add_journal_inode2", 4);
  private static final Ext2Function CLOSE2 = Ext2Function.find("ext2fs_close2", 2);
  private static final Ext2Function FREE = Ext2Function.find("ext2fs_free", 1);
  private static final Ext2Function BLOCK_ALLOC_STATS_RANGE =
      Ext2Function.find("ext2fs_block_alloc_stats_range", 4);
  private static final Ext2Function SET_INODE_BITMAP_RANGE2 =
      Ext2Function.find("ext2fs_set_inode_bitmap_range2", 4);
  private static final Ext2Function GROUP_DESC_CSUM_SET =
      Ext2Function.find("ext2fs_group_desc_csum_set", 2);
  private static final Ext2Function BG_HAS_SUPER = Ext2Function.find("ext2fs_bg_has_super", 2);
  private static final Ext2Function BG_FLAGS_SET = Ext2Function.find("ext2fs_bg_flags_set", 3);
  private static final Ext2Function BG_FLAGS_CLEAR = Ext2Function.find("ext2fs_bg_flags_clear", 3);
  private static final Ext2Function BG_FREE_INODES_COUNT_SET =
      Ext2Function.find("ext2fs_bg_free_inodes_count_set", 3);
  private static final Ext2Function BG_USED_DIRS_COUNT_SET =
      Ext2Function.find("ext2fs_bg_used_dirs_count_set", 3);
  private static final Ext2Function BG_ITABLE_UNUSED_SET =
      Ext2Function.find("ext2fs_bg_itable_unused_set", 3);
  private static final Ext2Function BLOCK_BITMAP_LOC_SET =
      Ext2Function.find("ext2fs_block_bitmap_loc_set", 3);
  private static final Ext2Function INODE_BITMAP_LOC_SET =
      Ext2Function.find("ext2fs_inode_bitmap_loc_set", 3);
  private static final Ext2Function INODE_TABLE_LOC_SET =
      Ext2Function.find("ext2fs_inode_table_loc_set", 3);

  /** The I/O manager for files and devices: a global pointer variable of the library. */
  private static final MemorySegment UNIX_IO_MANAGER =
      Libext2fs.symbols()
          .findOrThrow("unix_io_manager")
          .reinterpret(ADDRESS.byteSize())
          .get(ADDRESS, 0);

  private Ext2Calls() {}

  static long initialize(
      MemorySegment name, int flags, MemorySegment superblock, MemorySegment returned) {
    return INITIALIZE.call(
        name.address(), flags, superblock.address(), UNIX_IO_MANAGER.address(), returned.address());
  }

  static void initCsumSeed(MemorySegment fs) {
    INIT_CSUM_SEED.call(fs.address());
  }

  static long createResizeInode(MemorySegment fs) {
    return CREATE_RESIZE_INODE.call(fs.address());
  }

  static long addJournalInode2(MemorySegment fs, int blocks, long goal, int flags) {
    return ADD_JOURNAL_INODE2.call(fs.address(), blocks, goal, flags);
  }

  static long close2(MemorySegment fs, int flags) {
    return CLOSE2.call(fs.address(), flags);
  }

  static void free(MemorySegment fs) {
    FREE.call(fs.address());
  }

  static void blockAllocStatsRange(MemorySegment fs, long block, int count, int inUse) {
    BLOCK_ALLOC_STATS_RANGE.call(fs.address(), block, count, inUse);
  }

  static long setInodeBitmapRange2(MemorySegment map, int start, long count, MemorySegment bits) {
    return SET_INODE_BITMAP_RANGE2.call(map.address(), start, count, bits.address());
  }

  static void groupDescCsumSet(MemorySegment fs, int group) {
    GROUP_DESC_CSUM_SET.call(fs.address(), group);
  }

  static boolean bgHasSuper(MemorySegment fs, int group) {
    return (int) BG_HAS_SUPER.call(fs.address(), group) != 0;
  }

  static void bgFlagsSet(MemorySegment fs, int group, short flags) {
    BG_FLAGS_SET.call(fs.address(), group, Short.toUnsignedLong(flags));
  }

  static void bgFlagsClear(MemorySegment fs, int group, short flags) {
    BG_FLAGS_CLEAR.call(fs.address(), group, Short.toUnsignedLong(flags));
  }

  static void bgFreeInodesCountSet(MemorySegment fs, int group, int count) {
    BG_FREE_INODES_COUNT_SET.call(fs.address(), group, count);
  }

  static void bgUsedDirsCountSet(MemorySegment fs, int group, int count) {
    BG_USED_DIRS_COUNT_SET.call(fs.address(), group, count);
  }

  static void bgItableUnusedSet(MemorySegment fs, int group, int count) {
    BG_ITABLE_UNUSED_SET.call(fs.address(), group, count);
  }

  static void blockBitmapLocSet(MemorySegment fs, int group, long block) {
    BLOCK_BITMAP_LOC_SET.call(fs.address(), group, block);
  }

  static void inodeBitmapLocSet(MemorySegment fs, int group, long block) {
    INODE_BITMAP_LOC_SET.call(fs.address(), group, block);
  }

  static void inodeTableLocSet(MemorySegment fs, int group, long block) {
    INODE_TABLE_LOC_SET.call(fs.address(), group, block);
  }

  /** What reads and changes a file system that is there. */
  static final class Opening {

    private static final Ext2Function OPEN2 = Ext2Function.find("ext2fs_open2", 7);
    private static final Ext2Function READ_BITMAPS = Ext2Function.find("ext2fs_read_bitmaps", 1);
    private static final Ext2Function NEW_BLOCK2 = Ext2Function.find("ext2fs_new_block2", 4);

    private Opening() {}

    static long open2(MemorySegment name, int flags, MemorySegment returned) {
      return OPEN2.call(
          name.address(), 0, flags, 0, 0, UNIX_IO_MANAGER.address(), returned.address());
    }

    static long readBitmaps(MemorySegment fs) {
      return READ_BITMAPS.call(fs.address());
    }

    static long newBlock2(MemorySegment fs, long goal, MemorySegment returned) {
      return NEW_BLOCK2.call(fs.address(), goal, 0, returned.address());
    }
  }

  /** What reads and changes single files of a file system that is there. */
  static final class Files {

    private static final Ext2Function NAMEI_FOLLOW = Ext2Function.find("ext2fs_namei_follow", 5);
    private static final Ext2Function FILE_OPEN = Ext2Function.find("ext2fs_file_open", 4);
    private static final Ext2Function FILE_GET_LSIZE =
        Ext2Function.find("ext2fs_file_get_lsize", 2);
    private static final Ext2Function FILE_SET_SIZE2 =
        Ext2Function.find("ext2fs_file_set_size2", 2);
    private static final Ext2Function FILE_READ = Ext2Function.find("ext2fs_file_read", 4);
    private static final Ext2Function FILE_WRITE = Ext2Function.find("ext2fs_file_write", 4);
    private static final Ext2Function FILE_CLOSE = Ext2Function.find("ext2fs_file_close", 1);

    private Files() {}

    static long nameiFollow(
        MemorySegment fs, int root, int directory, MemorySegment name, MemorySegment returned) {
      return NAMEI_FOLLOW.call(fs.address(), root, directory, name.address(), returned.address());
    }

    static long open(MemorySegment fs, int inode, int flags, MemorySegment returned) {
      return FILE_OPEN.call(fs.address(), inode, flags, returned.address());
    }

    static long getLsize(MemorySegment file, MemorySegment returned) {
      return FILE_GET_LSIZE.call(file.address(), returned.address());
    }

    static long setSize2(MemorySegment file, long size) {
      return FILE_SET_SIZE2.call(file.address(), size);
    }

    static long read(MemorySegment file, MemorySegment bytes, MemorySegment returned) {
      return FILE_READ.call(file.address(), bytes.address(), bytes.byteSize(), returned.address());
    }

    static long write(MemorySegment file, MemorySegment bytes, MemorySegment returned) {
      return FILE_WRITE.call(file.address(), bytes.address(), bytes.byteSize(), returned.address());
    }

    static long close(MemorySegment file) {
      return FILE_CLOSE.call(file.address());
    }
  }

  /** The texts of the library's error codes. */
  static final class Errors {

    private static final Ext2Function INITIALIZE_ERROR_TABLE =
        Ext2Function.find("initialize_ext2_error_table", 0);
    private static final Ext2Function ERROR_MESSAGE = Ext2Function.find("error_message", 1);

    static {
      // So that error_message has texts for the library's own codes.
      INITIALIZE_ERROR_TABLE.call();
    }

    private Errors() {}

    static String errorMessage(long code) {
      MemorySegment text = MemorySegment.ofAddress(ERROR_MESSAGE.call(code));
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
  }
}
