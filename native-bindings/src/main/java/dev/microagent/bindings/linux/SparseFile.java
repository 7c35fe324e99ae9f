package dev.microagent.bindings.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file open for what the JDK has no calls for: where its holes are, and copying between files
 * inside the kernel. Owns a file descriptor. Not thread-safe.
 */
public final class SparseFile implements AutoCloseable {

  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CLOEXEC = 0x80000;
  static final int FALLOC_FL_KEEP_SIZE = 1;
  static final int FALLOC_FL_PUNCH_HOLE = 2;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final long FICLONE = 0x40049409;
  static final int ENXIO = 6;
  static final int EXDEV = 18;
  static final int EINVAL = 22;
  static final int ENOTTY = 25;
  static final int ENOSYS = 38;
  static final int EOPNOTSUPP = 95;

  /** What file systems answer that can't do a thing, or not between these two files. */
  private static final Set<Integer> UNABLE = Set.of(EXDEV, EINVAL, ENOTTY, ENOSYS, EOPNOTSUPP);

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      find("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle LSEEK =
      find("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

  private final Path path;
  private final Arena arena;
  private final MemorySegment callState;
  private final MemorySegment offsets;
  private final int descriptor;

  private SparseFile(Path path, int access, Arena arena) throws IOException {
    this.path = path;
    this.arena = arena;
    this.callState = arena.allocate(CALL_STATE);
    this.offsets = arena.allocate(JAVA_LONG, 2);
    MemorySegment name = arena.allocateFrom(path.toString());
    try {
      this.descriptor = (int) OPEN.invokeExact(callState, name, access | O_CLOEXEC);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (descriptor < 0) {
      throw failed("open", errno());
    }
  }

  private static MethodHandle find(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
  }

  /** Opens a file that is there, to change it. */
  public static SparseFile open(Path path) throws IOException {
    return open(path, O_RDWR);
  }

  /** Opens a file that is there, to look for its holes. */
  public static SparseFile openReadOnly(Path path) throws IOException {
    return open(path, O_RDONLY);
  }

  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  private static SparseFile open(Path path, int access) throws IOException {
    Arena arena = Arena.ofConfined();
    try {
      return new SparseFile(path, access, arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** Sets the file's length in bytes; what it gets longer is a hole. */
  public void setLength(long bytes) throws IOException {
    int result;
    try {
      result = (int) FTRUNCATE.invokeExact(callState, descriptor, bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result != 0) {
      throw failed("ftruncate", errno());
    }
  }

  /**
   * Makes a hole: gives the space back, and zeros are read from there.
   *
   * @return false if this file system has no such call
   */
  public boolean punchHole(long offset, long length) throws IOException {
    int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    int result;
    try {
      result = (int) Punching.FALLOCATE.invokeExact(callState, descriptor, mode, offset, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result != 0 && errno() != EOPNOTSUPP) {
      throw failed("fallocate", errno());
    }
    return result == 0;
  }

  /**
   * Where the next data are.
   *
   * @param offset where to begin, in bytes
   * @return the first offset from there on that isn't in a hole; the given one if this file system
   *     can't tell; or {@link Long#MAX_VALUE} if only a hole or the end of the file follows
   */
  public long nextData(long offset) throws IOException {
    long result;
    try {
      result = (long) LSEEK.invokeExact(callState, descriptor, offset, SEEK_DATA);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result >= 0) {
      return result;
    }
    return switch (errno()) {
      case ENXIO -> Long.MAX_VALUE;
      case EINVAL -> offset;
      default -> throw failed("lseek", errno());
    };
  }

  /**
   * Where the next hole is.
   *
   * @param offset where to begin, in bytes, not in a hole
   * @return the first offset from there on that is; the end of the file is one; {@link
   *     Long#MAX_VALUE} if this file system can't tell
   */
  public long nextHole(long offset) throws IOException {
    long result;
    try {
      result = (long) LSEEK.invokeExact(callState, descriptor, offset, SEEK_HOLE);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result < 0 && errno() != EINVAL) {
      throw failed("lseek", errno());
    }
    return result < 0 ? Long.MAX_VALUE : result;
  }

  /**
   * Makes this file one with another's blocks, each copied only when one of the two changes it.
   *
   * @return false if the file system can't, or these are two; nothing is changed then
   */
  public boolean reflink(SparseFile source) throws IOException {
    int result;
    try {
      result = (int) Copying.IOCTL.invokeExact(callState, descriptor, FICLONE, source.descriptor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result != 0 && !UNABLE.contains(errno())) {
      throw failed("ioctl FICLONE", errno());
    }
    return result == 0;
  }

  /**
   * Copies bytes of another file to the same place in this one, without a way through this process.
   *
   * @return how many were copied, which may be fewer; 0 at the source's end; -1 if the file systems
   *     can't do that
   */
  public long copyRange(SparseFile source, long offset, long length) throws IOException {
    offsets.setAtIndex(JAVA_LONG, 0, offset);
    offsets.setAtIndex(JAVA_LONG, 1, offset);
    long result;
    try {
      result =
          (long)
              Copying.COPY_FILE_RANGE.invokeExact(
                  callState,
                  source.descriptor,
                  offsets.asSlice(0, JAVA_LONG),
                  descriptor,
                  offsets.asSlice(Long.BYTES, JAVA_LONG),
                  length,
                  0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (result < 0 && !UNABLE.contains(errno())) {
      throw failed("copy_file_range", errno());
    }
    return result;
  }

  @Override
  public void close() throws IOException {
    int result;
    try {
      result = (int) CLOSE.invokeExact(callState, descriptor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    int errno = errno();
    arena.close();
    if (result != 0) {
      throw failed("close", errno);
    }
  }

  private int errno() {
    return callState.get(JAVA_INT, ERRNO);
  }

  private FileSystemException failed(String call, int errno) {
    String reason;
    try {
      MemorySegment text = (MemorySegment) Errors.STRERROR.invokeExact(errno);
      reason = text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    return new FileSystemException(path.toString(), null, call + ": " + reason);
  }

  /** A downcall itself throws nothing; only a wrong type of call would. */
  private static AssertionError unexpected(Throwable e) {
    return new AssertionError("a native call threw", e);
  }

  /** Linked when a hole is first made: few images release what they have written. */
  private static final class Punching {
    static final MethodHandle FALLOCATE =
        find(
            "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  /** Linked when a file is first copied, since linking takes a pull time, and it copies none. */
  private static final class Copying {
    static final MethodHandle IOCTL =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(2));
    static final MethodHandle COPY_FILE_RANGE =
        find(
            "copy_file_range",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  }

  /** Linked when a call first fails. */
  private static final class Errors {
    static final MethodHandle STRERROR =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }
}
