package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.microagent.bindings.NativeFunction;
import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.MemorySegment;

/**
 * The functions of libext2fs that are called, one Java method each with the C function's name and
 * parameters. Initialised on first use, after {@link Libext2fs#verify}. What makes a file system is
 * here; what opens one, and the texts of errors, have classes of their own within, since a pull
 * needs neither and linking takes time.
 */
final class Ext2Calls {

  private static final NativeFunction INITIALIZE = find("ext2fs_initialize");
  private static final NativeFunction INIT_CSUM_SEED = find("ext2fs_init_csum_seed");
  private static final NativeFunction CREATE_RESIZE_INODE = find("ext2fs_create_resize_inode");
  private static final NativeFunction ADD_JOURNAL_INODE2 = find("ext2fs_add_journal_inode2");
  private static final NativeFunction CLOSE2 = find("ext2fs_close2");
  private static final NativeFunction FREE = find("ext2fs_free");
  private static final NativeFunction BLOCK_ALLOC_STATS_RANGE =
      find("ext2fs_block_alloc_stats_range");
  private static final NativeFunction SET_INODE_BITMAP_RANGE2 =
      find("ext2fs_set_inode_bitmap_range2");
  private static final NativeFunction GROUP_DESC_CSUM_SET = find("ext2fs_group_desc_csum_set");
  private static final NativeFunction BG_HAS_SUPER = find("ext2fs_bg_has_super");
  private static final NativeFunction BG_FLAGS_SET = find("ext2fs_bg_flags_set");
  private static final NativeFunction BG_FLAGS_CLEAR = find("ext2fs_bg_flags_clear");
  private static final NativeFunction BG_FREE_INODES_COUNT_SET =
      find("ext2fs_bg_free_inodes_count_set");
  private static final NativeFunction BG_USED_DIRS_COUNT_SET =
      find("ext2fs_bg_used_dirs_count_set");
  private static final NativeFunction BG_ITABLE_UNUSED_SET = find("ext2fs_bg_itable_unused_set");
  private static final NativeFunction BLOCK_BITMAP_LOC_SET = find("ext2fs_block_bitmap_loc_set");
  private static final NativeFunction INODE_BITMAP_LOC_SET = find("ext2fs_inode_bitmap_loc_set");
  private static final NativeFunction INODE_TABLE_LOC_SET = find("ext2fs_inode_table_loc_set");

  /** The I/O manager for files and devices: a global pointer variable of the library. */
  private static final MemorySegment UNIX_IO_MANAGER =
      Libext2fs.symbols()
          .findOrThrow("unix_io_manager")
          .reinterpret(ADDRESS.byteSize())
          .get(ADDRESS, 0);

  private Ext2Calls() {}

  private static NativeFunction find(String name) {
    return NativeFunction.find(Libext2fs.symbols(), name);
  }

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

    private static final NativeFunction OPEN2 = find("ext2fs_open2");
    private static final NativeFunction READ_BITMAPS = find("ext2fs_read_bitmaps");
    private static final NativeFunction NEW_BLOCK2 = find("ext2fs_new_block2");

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

    private static final NativeFunction NAMEI_FOLLOW = find("ext2fs_namei_follow");
    private static final NativeFunction FILE_OPEN = find("ext2fs_file_open");
    private static final NativeFunction FILE_GET_LSIZE = find("ext2fs_file_get_lsize");
    private static final NativeFunction FILE_SET_SIZE2 = find("ext2fs_file_set_size2");
    private static final NativeFunction FILE_READ = find("ext2fs_file_read");
    private static final NativeFunction FILE_WRITE = find("ext2fs_file_write");
    private static final NativeFunction FILE_CLOSE = find("ext2fs_file_close");

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

    private static final NativeFunction INITIALIZE_ERROR_TABLE =
        find("initialize_ext2_error_table");
    private static final NativeFunction ERROR_MESSAGE = find("error_message");

    static {
      // So that error_message has texts for the library's own codes.
      INITIALIZE_ERROR_TABLE.call();
    }

    private Errors() {}

    static String errorMessage(long code) {
      return SharedLibrary.text(ERROR_MESSAGE.call(code));
    }
  }
}
