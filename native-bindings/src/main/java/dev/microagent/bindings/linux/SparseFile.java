package dev.microagent.bindings.linux;

import dev.microagent.bindings.CallState;
import dev.microagent.bindings.NativeFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file open for what the JDK has no calls for: its holes, sharing another file's blocks, and that
 * it is in memory. Owns a file descriptor. Not thread-safe.
 */
public final class SparseFile implements AutoCloseable {

  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CLOEXEC = 0x80000;
  static final int MFD_CLOEXEC = 1;
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

  private static final NativeFunction OPEN = NativeFunction.find("open");
  private static final NativeFunction CLOSE = NativeFunction.find("close");
  private static final NativeFunction FTRUNCATE = NativeFunction.find("ftruncate");
  private static final NativeFunction LSEEK = NativeFunction.find("lseek");

  private final Path path;
  private final Arena arena;
  private final CallState state;
  private final int descriptor;

  private SparseFile(Path path, int descriptor, CallState state, Arena arena) {
    this.path = path;
    this.descriptor = descriptor;
    this.state = state;
    this.arena = arena;
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
      CallState state = new CallState(arena);
      long name = arena.allocateFrom(path.toString()).address();
      int descriptor = (int) OPEN.call(state, name, access | O_CLOEXEC);
      if (descriptor < 0) {
        throw failed(path, "open", state);
      }
      return new SparseFile(path, descriptor, state, arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Makes an empty file that is in memory and in no directory. It is gone when nothing has it open.
   *
   * @param purpose what it is for, for who looks at this process's open files
   * @return null where the system refuses that call
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  public static @Nullable SparseFile inMemory(String purpose) {
    Arena arena = Arena.ofConfined();
    CallState state = new CallState(arena);
    long name = arena.allocateFrom(purpose).address();
    int descriptor = (int) InMemory.MEMFD_CREATE.call(state, name, MFD_CLOEXEC);
    if (descriptor < 0) {
      arena.close();
      return null;
    }
    return new SparseFile(Path.of("/proc/self/fd/" + descriptor), descriptor, state, arena);
  }

  /** Where it can be opened once more; by this process, if it is in memory. */
  public Path path() {
    return path;
  }

  /** Sets the file's length in bytes; what it gets longer is a hole. */
  public void setLength(long bytes) throws IOException {
    int result = (int) FTRUNCATE.call(state, descriptor, bytes);
    if (result != 0) {
      throw failed("ftruncate");
    }
  }

  /**
   * Makes a hole: gives the space back, and zeros are read from there.
   *
   * @return false if this file system has no such call
   */
  public boolean punchHole(long offset, long length) throws IOException {
    int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    int result = (int) Punching.FALLOCATE.call(state, descriptor, mode, offset, length);
    if (result != 0 && state.errno() != EOPNOTSUPP) {
      throw failed("fallocate");
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
    long result = LSEEK.call(state, descriptor, offset, SEEK_DATA);
    if (result >= 0) {
      return result;
    }
    return switch (state.errno()) {
      case ENXIO -> Long.MAX_VALUE;
      case EINVAL -> offset;
      default -> throw failed("lseek");
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
    long result = LSEEK.call(state, descriptor, offset, SEEK_HOLE);
    if (result < 0 && state.errno() != EINVAL) {
      throw failed("lseek");
    }
    return result < 0 ? Long.MAX_VALUE : result;
  }

  /**
   * Makes this file one with another's blocks, each copied only when one of the two changes it.
   *
   * @return false if the file system can't, or these are two; nothing is changed then
   */
  public boolean reflink(SparseFile source) throws IOException {
    int result = (int) Copying.IOCTL.call(state, descriptor, FICLONE, source.descriptor);
    if (result != 0 && !UNABLE.contains(state.errno())) {
      throw failed("ioctl FICLONE");
    }
    return result == 0;
  }

  @Override
  public void close() throws IOException {
    int result = (int) CLOSE.call(state, descriptor);
    FileSystemException failure = result == 0 ? null : failed("close");
    arena.close();
    if (failure != null) {
      throw failure;
    }
  }

  private FileSystemException failed(String call) {
    return failed(path, call, state);
  }

  private static FileSystemException failed(Path path, String call, CallState state) {
    return new FileSystemException(path.toString(), null, call + ": " + state.reason());
  }

  /** Linked when a file system is first written: many commands write none. */
  private static final class InMemory {
    static final NativeFunction MEMFD_CREATE = NativeFunction.find("memfd_create");
  }

  /** Linked when a hole is first made: few images release what they have written. */
  private static final class Punching {
    static final NativeFunction FALLOCATE = NativeFunction.find("fallocate");
  }

  /** Linked when a file is first copied: a pull copies none. */
  private static final class Copying {
    static final NativeFunction IOCTL = NativeFunction.find("ioctl");
  }
}
