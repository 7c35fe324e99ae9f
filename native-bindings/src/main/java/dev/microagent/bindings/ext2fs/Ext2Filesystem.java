package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file system being made or changed by libext2fs ({@code ext2_filsys}), from {@link #create} or
 * {@link #open} to {@link #finish}. It owns the library's handle and all memory that goes with it;
 * {@link #close} gives both back whatever happened before. Used by one thread; another one waits
 * with its own until it is closed, as the library keeps some buffers for the whole process.
 */
public final class Ext2Filesystem implements AutoCloseable {

  /** ext2fs.h: EXT2_FLAG_64BITS, the library may use its bitmaps of 64-bit block numbers. */
  static final int FLAG_64BITS = 0x20000;

  /** ext2fs.h: EXT2_FLAG_RW, open for writing. */
  static final int FLAG_RW = 1;

  /** ext2fs.h: EXT2_FLAG_FLUSH_NO_SYNC; whoever publishes the image syncs it once. */
  static final int FLUSH_NO_SYNC = 0x0001;

  /** ext2fs.h: EXT2_MKJOURNAL_LAZYINIT and _NO_MNT_CHECK: the image is sparse and is no device. */
  static final int LAZY_JOURNAL = 0x2 | 0x4;

  /** ext2_fs.h, flags of a block group. */
  static final short BG_INODE_UNINIT = 1;

  static final short BG_BLOCK_UNINIT = 2;
  static final short BG_INODE_ZEROED = 4;

  /** ext2_fs.h: EXT2_ROOT_INO, the inode of the root directory. */
  static final int ROOT_INODE = 2;

  /** ext2_err.h: EXT2_ET_FILE_NOT_FOUND. */
  static final long FILE_NOT_FOUND = 2_133_571_404L;

  /**
   * 2026-01-01 in seconds, the latest time of writing that a superblock gets: e2fsck takes one in
   * the future for damage, and the clock can't be asked, as the same input is to give the same
   * bytes.
   */
  public static final long LATEST_WRITE = 1_767_225_600;

  private static final ReentrantLock LIBRARY = new ReentrantLock();

  private final String file;
  private final Arena arena;
  private final MemorySegment fs;
  private final MemorySegment superblock;
  private final int inodesPerGroup;
  private final long blocks;
  private boolean open = true;

  private Ext2Filesystem(String file, Arena arena, MemorySegment fs) {
    this.file = file;
    this.arena = arena;
    this.fs = fs.reinterpret(Layouts.FILSYS.byteSize());
    this.superblock =
        this.fs
            .get(ADDRESS, Layouts.offset(Layouts.FILSYS, "super"))
            .reinterpret(Layouts.SUPERBLOCK.byteSize());
    this.inodesPerGroup = inodes() / groups();
    this.blocks =
        Integer.toUnsignedLong(fromSuperblock("s_blocks_count"))
            | ((long) fromSuperblock("s_blocks_count_hi") << 32);
  }

  /**
   * Lays out an empty file system in memory. Nothing is written before {@link #createResizeInode}.
   *
   * @param image an existing file, long enough
   * @throws Ext2Exception if the library is missing or refuses the parameters
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  public static Ext2Filesystem create(Path image, Ext2Parameters parameters) throws Ext2Exception {
    Libext2fs.verify();
    LIBRARY.lock();
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment name = arena.allocateFrom(image.toString(), StandardCharsets.UTF_8);
      MemorySegment returned = arena.allocate(ADDRESS);
      check(
          "ext2fs_initialize",
          image.toString(),
          Ext2Calls.initialize(
              name, FLAG_64BITS, Superblocks.template(parameters, arena), returned));
      Ext2Filesystem created =
          new Ext2Filesystem(image.toString(), arena, returned.get(ADDRESS, 0));
      created.pin(parameters);
      return created;
    } catch (Ext2Exception | RuntimeException | Error e) {
      arena.close();
      LIBRARY.unlock();
      throw e;
    }
  }

  /**
   * Opens a file system that is there, to change it.
   *
   * @param epochSecond the time of writing that it gets; not later than {@link #LATEST_WRITE}
   * @throws Ext2Exception if the library is missing or can't read it
   */
  @SuppressWarnings("MustBeClosedChecker") // the caller gets it
  public static Ext2Filesystem open(Path image, long epochSecond) throws Ext2Exception {
    Ext2Filesystem opened = open(image);
    opened.writtenAt(Math.min(epochSecond, LATEST_WRITE));
    return opened;
  }

  /**
   * The same with the time of writing that it has.
   *
   * @throws Ext2Exception if the library is missing or can't read it
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  public static Ext2Filesystem open(Path image) throws Ext2Exception {
    Libext2fs.verify();
    LIBRARY.lock();
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment name = arena.allocateFrom(image.toString(), StandardCharsets.UTF_8);
      MemorySegment returned = arena.allocate(ADDRESS);
      check(
          "ext2fs_open2",
          image.toString(),
          Ext2Calls.Opening.open2(name, FLAG_RW | FLAG_64BITS, returned));
      Ext2Filesystem opened = new Ext2Filesystem(image.toString(), arena, returned.get(ADDRESS, 0));
      opened.writtenAt(Integer.toUnsignedLong(opened.fromSuperblock("s_wtime")));
      long code = Ext2Calls.Opening.readBitmaps(opened.fs);
      if (code != 0) {
        Ext2Calls.free(opened.fs);
      }
      check("ext2fs_read_bitmaps", image.toString(), code);
      return opened;
    } catch (Ext2Exception | RuntimeException | Error e) {
      arena.close();
      LIBRARY.unlock();
      throw e;
    }
  }

  static void check(String function, String file, long code) throws Ext2Exception {
    if (code != 0) {
      throw new Ext2Exception(function, file, code, Ext2Calls.Errors.errorMessage(code));
    }
  }

  /** Sets what the library takes from the clock, from chance or from the machine. */
  private void pin(Ext2Parameters parameters) {
    writtenAt(Math.min(parameters.epochSecond(), LATEST_WRITE));
    Superblocks.pin(superblock, parameters);
    Ext2Calls.initCsumSeed(fs);
    for (int group = 0; group < groups(); group++) {
      // Older versions of the library leave it set there, newer ones do not.
      if (Ext2Calls.bgHasSuper(fs, group)) {
        Ext2Calls.bgFlagsClear(fs, group, BG_BLOCK_UNINIT);
      }
    }
  }

  private void writtenAt(long epochSecond) {
    fs.set(JAVA_LONG, Layouts.offset(Layouts.FILSYS, "now"), epochSecond);
  }

  private int fromHandle(String name) {
    return fs.get(JAVA_INT, Layouts.offset(Layouts.FILSYS, name));
  }

  private int fromSuperblock(String name) {
    return superblock.get(JAVA_INT, Layouts.offset(Layouts.SUPERBLOCK, name));
  }

  /** Number of blocks in use by the file system, less than asked for if the last group is not. */
  public long blocks() {
    return blocks;
  }

  /** Number of block groups. */
  public int groups() {
    return fromHandle("group_desc_count");
  }

  /** Number of inodes in all groups together. */
  public int inodes() {
    return fromSuperblock("s_inodes_count");
  }

  /** Length of one group's inode table. */
  public int inodeTableBlocks() {
    return fromHandle("inode_blocks_per_group");
  }

  /** The register that every metadata checksum of this file system starts with. */
  public int checksumSeed() {
    return fromHandle("csum_seed");
  }

  /** Says where a group's bitmaps and inode table lie, and marks their blocks used. */
  public void placeTables(int group, long blockBitmap, long inodeBitmap, long inodeTable) {
    Ext2Calls.blockBitmapLocSet(fs, group, blockBitmap);
    Ext2Calls.inodeBitmapLocSet(fs, group, inodeBitmap);
    Ext2Calls.inodeTableLocSet(fs, group, inodeTable);
    useBlocks(blockBitmap, 1);
    useBlocks(inodeBitmap, 1);
    useBlocks(inodeTable, inodeTableBlocks());
  }

  /** Marks blocks used that were free. */
  public void useBlocks(long start, long count) {
    if (start < 0 || count < 0 || start + count > blocks) {
      throw new IllegalArgumentException(
          "no such blocks: %d from %d, of %d".formatted(count, start, blocks));
    }
    while (count > 0) {
      int part = (int) Math.min(count, 1 << 30);
      Ext2Calls.blockAllocStatsRange(fs, start, part, 1);
      start += part;
      count -= part;
    }
  }

  /**
   * Takes a free block, and marks it used.
   *
   * @param goal where the search begins
   */
  public long allotBlock(long goal) throws Ext2Exception {
    MemorySegment returned = arena.allocate(JAVA_LONG);
    check("ext2fs_new_block2", file, Ext2Calls.Opening.newBlock2(fs, goal, returned));
    long block = returned.get(JAVA_LONG, 0);
    useBlocks(block, 1);
    return block;
  }

  /**
   * The inode that a path leads to.
   *
   * @param path absolute; symlinks are followed within the file system, fewer than Linux follows
   * @return its number; empty if there is nothing of that name
   */
  public OptionalInt find(String path) throws Ext2Exception {
    MemorySegment name = arena.allocateFrom(path, StandardCharsets.UTF_8);
    MemorySegment returned = arena.allocate(JAVA_INT);
    long code = Ext2Calls.Files.nameiFollow(fs, ROOT_INODE, ROOT_INODE, name, returned);
    if (code == FILE_NOT_FOUND) {
      return OptionalInt.empty();
    }
    check("ext2fs_namei_follow", file + path, code);
    return OptionalInt.of(returned.get(JAVA_INT, 0));
  }

  /**
   * Opens a file, to be closed before this is finished or closed.
   *
   * @param inode of a regular file
   * @param writable whether it is to be changed
   */
  public Ext2File openFile(int inode, boolean writable) throws Ext2Exception {
    return Ext2File.open(fs, inode, writable, "inode " + inode + " of " + file);
  }

  /**
   * Says which inodes are used.
   *
   * @param last the highest inode number in use; all from 1 on are
   * @param directories numbers of those that are directories
   */
  public void useInodes(int last, BitSet directories) throws Ext2Exception {
    markInodeBitmap(last);
    for (int group = 0; group < groups(); group++) {
      int first = group * inodesPerGroup + 1;
      int used = Math.clamp((long) last - first + 1, 0, inodesPerGroup);
      int directoriesHere = directories.get(first, first + inodesPerGroup).cardinality();
      Ext2Calls.bgFreeInodesCountSet(fs, group, inodesPerGroup - used);
      Ext2Calls.bgItableUnusedSet(fs, group, inodesPerGroup - used);
      Ext2Calls.bgUsedDirsCountSet(fs, group, directoriesHere);
      // The image is sparse: what nobody wrote reads as zero, so the kernel need not zero it.
      Ext2Calls.bgFlagsSet(fs, group, BG_INODE_ZEROED);
      if (used > 0) {
        Ext2Calls.bgFlagsClear(fs, group, BG_INODE_UNINIT);
      }
      Ext2Calls.groupDescCsumSet(fs, group);
    }
    superblock.set(
        JAVA_INT, Layouts.offset(Layouts.SUPERBLOCK, "s_free_inodes_count"), inodes() - last);
  }

  private void markInodeBitmap(int last) throws Ext2Exception {
    int bytes = (last + 7) / 8;
    MemorySegment bits = arena.allocate(bytes);
    bits.fill((byte) 0xff);
    MemorySegment map = fs.get(ADDRESS, Layouts.offset(Layouts.FILSYS, "inode_map"));
    check(
        "ext2fs_set_inode_bitmap_range2", file, Ext2Calls.setInodeBitmapRange2(map, 1, last, bits));
  }

  /** Makes inode 7, which holds the blocks that group descriptors may grow into. */
  public void createResizeInode() throws Ext2Exception {
    check("ext2fs_create_resize_inode", file, Ext2Calls.createResizeInode(fs));
  }

  /**
   * Makes inode 8, the journal, in the first free blocks from a place on.
   *
   * @param blocks its length
   */
  public void createJournal(int blocks, long goal) throws Ext2Exception {
    check(
        "ext2fs_add_journal_inode2",
        file,
        Ext2Calls.addJournalInode2(fs, blocks, goal, LAZY_JOURNAL));
  }

  /**
   * Writes bitmaps, group descriptors and superblocks, without syncing, and gives the handle up.
   */
  public void finish() throws Ext2Exception {
    check("ext2fs_close2", file, Ext2Calls.close2(fs, FLUSH_NO_SYNC));
    // close2 has freed the handle; where it fails, close() still has to.
    release();
  }

  @Override
  public void close() {
    if (open) {
      Ext2Calls.free(fs);
      release();
    }
  }

  private void release() {
    open = false;
    arena.close();
    LIBRARY.unlock();
  }
}
