package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libext2fs that are called, one Java method each with the C function's name and
 * parameters. Initialised on first use, after {@link Libext2fs#verify}. What makes a file system is
 * here; what opens one, and the texts of errors, have classes of their own within, since linking a
 * function takes the JVM a good part of a millisecond and a pull needs neither.
 */
final class Ext2Calls {

  private static final FunctionDescriptor ERRCODE_OF_FS = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
  private static final FunctionDescriptor VOID_OF_FS = FunctionDescriptor.ofVoid(ADDRESS);
  private static final FunctionDescriptor VOID_OF_GROUP =
      FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT);
  private static final FunctionDescriptor VOID_OF_GROUP_INT =
      FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor VOID_OF_GROUP_SHORT =
      FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_SHORT);
  private static final FunctionDescriptor VOID_OF_GROUP_BLOCK =
      FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_LONG);

  private static final MethodHandle INITIALIZE =
      find(
          "ext2fs_initialize",
          FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle INIT_CSUM_SEED = find("ext2fs_init_csum_seed", VOID_OF_FS);
  private static final MethodHandle CREATE_RESIZE_INODE =
      find("ext2fs_create_resize_inode", ERRCODE_OF_FS);
  private static final MethodHandle ADD_JOURNAL_INODE2 =
      find(
          "ext2fs_add_journal_inode2",
          FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE2 =
      find("ext2fs_close2", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
  private static final MethodHandle FREE = find("ext2fs_free", VOID_OF_FS);
  private static final MethodHandle BLOCK_ALLOC_STATS_RANGE =
      find(
          "ext2fs_block_alloc_stats_range",
          FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle SET_INODE_BITMAP_RANGE2 =
      find(
          "ext2fs_set_inode_bitmap_range2",
          FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle GROUP_DESC_CSUM_SET =
      find("ext2fs_group_desc_csum_set", VOID_OF_GROUP);
  private static final MethodHandle BG_HAS_SUPER =
      find("ext2fs_bg_has_super", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle BG_FLAGS_SET = find("ext2fs_bg_flags_set", VOID_OF_GROUP_SHORT);
  private static final MethodHandle BG_FLAGS_CLEAR =
      find("ext2fs_bg_flags_clear", VOID_OF_GROUP_SHORT);
  private static final MethodHandle BG_FREE_INODES_COUNT_SET =
      find("ext2fs_bg_free_inodes_count_set", VOID_OF_GROUP_INT);
  private static final MethodHandle BG_USED_DIRS_COUNT_SET =
      find("ext2fs_bg_used_dirs_count_set", VOID_OF_GROUP_INT);
  private static final MethodHandle BG_ITABLE_UNUSED_SET =
      find("ext2fs_bg_itable_unused_set", VOID_OF_GROUP_INT);
  private static final MethodHandle BLOCK_BITMAP_LOC_SET =
      find("ext2fs_block_bitmap_loc_set", VOID_OF_GROUP_BLOCK);
  private static final MethodHandle INODE_BITMAP_LOC_SET =
      find("ext2fs_inode_bitmap_loc_set", VOID_OF_GROUP_BLOCK);
  private static final MethodHandle INODE_TABLE_LOC_SET =
      find("ext2fs_inode_table_loc_set", VOID_OF_GROUP_BLOCK);

  /** The I/O manager for files and devices: a global pointer variable of the library. */
  private static final MemorySegment UNIX_IO_MANAGER =
      Libext2fs.symbols()
          .findOrThrow("unix_io_manager")
          .reinterpret(ADDRESS.byteSize())
          .get(ADDRESS, 0);

  private Ext2Calls() {}

  private static MethodHandle find(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(Libext2fs.symbols().findOrThrow(name), type);
  }

  /** A downcall itself throws nothing; only a wrong type of call would. */
  private static AssertionError unexpected(Throwable e) {
    return new AssertionError("a native call threw", e);
  }

  static long initialize(
      MemorySegment name, int flags, MemorySegment superblock, MemorySegment returned) {
    try {
      return (long) INITIALIZE.invokeExact(name, flags, superblock, UNIX_IO_MANAGER, returned);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void initCsumSeed(MemorySegment fs) {
    try {
      INIT_CSUM_SEED.invokeExact(fs);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long createResizeInode(MemorySegment fs) {
    try {
      return (long) CREATE_RESIZE_INODE.invokeExact(fs);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long addJournalInode2(MemorySegment fs, int blocks, long goal, int flags) {
    try {
      return (long) ADD_JOURNAL_INODE2.invokeExact(fs, blocks, goal, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long close2(MemorySegment fs, int flags) {
    try {
      return (long) CLOSE2.invokeExact(fs, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void free(MemorySegment fs) {
    try {
      FREE.invokeExact(fs);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void blockAllocStatsRange(MemorySegment fs, long block, int count, int inUse) {
    try {
      BLOCK_ALLOC_STATS_RANGE.invokeExact(fs, block, count, inUse);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long setInodeBitmapRange2(MemorySegment map, int start, long count, MemorySegment bits) {
    try {
      return (long) SET_INODE_BITMAP_RANGE2.invokeExact(map, start, count, bits);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void groupDescCsumSet(MemorySegment fs, int group) {
    try {
      GROUP_DESC_CSUM_SET.invokeExact(fs, group);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static boolean bgHasSuper(MemorySegment fs, int group) {
    try {
      return (int) BG_HAS_SUPER.invokeExact(fs, group) != 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void bgFlagsSet(MemorySegment fs, int group, short flags) {
    try {
      BG_FLAGS_SET.invokeExact(fs, group, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void bgFlagsClear(MemorySegment fs, int group, short flags) {
    try {
      BG_FLAGS_CLEAR.invokeExact(fs, group, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void bgFreeInodesCountSet(MemorySegment fs, int group, int count) {
    try {
      BG_FREE_INODES_COUNT_SET.invokeExact(fs, group, count);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void bgUsedDirsCountSet(MemorySegment fs, int group, int count) {
    try {
      BG_USED_DIRS_COUNT_SET.invokeExact(fs, group, count);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void bgItableUnusedSet(MemorySegment fs, int group, int count) {
    try {
      BG_ITABLE_UNUSED_SET.invokeExact(fs, group, count);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void blockBitmapLocSet(MemorySegment fs, int group, long block) {
    try {
      BLOCK_BITMAP_LOC_SET.invokeExact(fs, group, block);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void inodeBitmapLocSet(MemorySegment fs, int group, long block) {
    try {
      INODE_BITMAP_LOC_SET.invokeExact(fs, group, block);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void inodeTableLocSet(MemorySegment fs, int group, long block) {
    try {
      INODE_TABLE_LOC_SET.invokeExact(fs, group, block);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What reads and changes a file system that is there. */
  static final class Opening {

    private static final MethodHandle OPEN2 =
        find(
            "ext2fs_open2",
            FunctionDescriptor.of(
                JAVA_LONG, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle READ_BITMAPS = find("ext2fs_read_bitmaps", ERRCODE_OF_FS);
    private static final MethodHandle NEW_BLOCK2 =
        find(
            "ext2fs_new_block2",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

    private Opening() {}

    static long open2(MemorySegment name, int flags, MemorySegment returned) {
      try {
        return (long)
            OPEN2.invokeExact(name, MemorySegment.NULL, flags, 0, 0, UNIX_IO_MANAGER, returned);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }

    static long readBitmaps(MemorySegment fs) {
      try {
        return (long) READ_BITMAPS.invokeExact(fs);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }

    static long newBlock2(MemorySegment fs, long goal, MemorySegment returned) {
      try {
        return (long) NEW_BLOCK2.invokeExact(fs, goal, MemorySegment.NULL, returned);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  /** The texts of the library's error codes. */
  static final class Errors {

    private static final MethodHandle INITIALIZE_ERROR_TABLE =
        find("initialize_ext2_error_table", FunctionDescriptor.ofVoid());
    private static final MethodHandle ERROR_MESSAGE =
        find("error_message", FunctionDescriptor.of(ADDRESS, JAVA_LONG));

    static {
      try {
        // So that error_message has texts for the library's own codes.
        INITIALIZE_ERROR_TABLE.invokeExact();
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }

    private Errors() {}

    static String errorMessage(long code) {
      try {
        MemorySegment text = (MemorySegment) ERROR_MESSAGE.invokeExact(code);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }
}
