package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A file within a file system that is open ({@code ext2_file_t}), whose times stay as they are
 * whatever is done. Owns the library's handle. Used by the thread that has the file system.
 */
public final class Ext2File implements AutoCloseable {

  /** ext2fs.h: EXT2_FILE_WRITE. */
  static final int FILE_WRITE = 1;

  private final String name;
  private final Arena arena;
  private final MemorySegment file;
  private boolean open = true;

  private Ext2File(String name, Arena arena, MemorySegment file) {
    this.name = name;
    this.arena = arena;
    this.file = file;
  }

  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  static Ext2File open(MemorySegment fs, int inode, boolean writable, String name)
      throws Ext2Exception {
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment returned = arena.allocate(ADDRESS);
      long code = Ext2Calls.Files.open(fs, inode, writable ? FILE_WRITE : 0, returned);
      Ext2Filesystem.check("ext2fs_file_open", name, code);
      return new Ext2File(name, arena, returned.get(ADDRESS, 0));
    } catch (Ext2Exception | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** Its length in bytes. */
  public long size() throws Ext2Exception {
    MemorySegment returned = arena.allocate(JAVA_LONG);
    Ext2Filesystem.check("ext2fs_file_get_lsize", name, Ext2Calls.Files.getLsize(file, returned));
    return returned.get(JAVA_LONG, 0);
  }

  /**
   * Its first bytes.
   *
   * @param most how many; fewer if it has no more
   */
  public byte[] read(int most) throws Ext2Exception {
    try (Arena buffers = Arena.ofConfined()) {
      MemorySegment bytes = buffers.allocate(most);
      MemorySegment returned = buffers.allocate(JAVA_INT);
      Ext2Filesystem.check("ext2fs_file_read", name, Ext2Calls.Files.read(file, bytes, returned));
      return bytes.asSlice(0, returned.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
    }
  }

  /** Makes these bytes all that it holds, in blocks of their own. */
  public void replace(byte[] content) throws Ext2Exception {
    // All blocks are given back first: of a last one written in part the library keeps the rest.
    Ext2Filesystem.check("ext2fs_file_set_size2", name, Ext2Calls.Files.setSize2(file, 0));
    try (Arena buffers = Arena.ofConfined()) {
      MemorySegment bytes = buffers.allocateFrom(JAVA_BYTE, content);
      MemorySegment returned = buffers.allocate(JAVA_INT);
      Ext2Filesystem.check("ext2fs_file_write", name, Ext2Calls.Files.write(file, bytes, returned));
    }
  }

  /** Writes what isn't written yet. Has no effect when called again. */
  @Override
  public void close() throws Ext2Exception {
    if (open) {
      open = false;
      long code = Ext2Calls.Files.close(file);
      arena.close();
      Ext2Filesystem.check("ext2fs_file_close", name, code);
    }
  }
}
