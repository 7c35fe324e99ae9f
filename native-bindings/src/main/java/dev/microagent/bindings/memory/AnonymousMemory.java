package dev.microagent.bindings.memory;

import dev.microagent.bindings.CallState;
import dev.microagent.bindings.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory for buffers, zeroed, that takes no space until it is used. The kernel is asked to back it
 * with huge pages, 2 MiB on most machines: where memory is had page by page, and above all in a
 * virtual machine, the page faults of large buffers take longer than what is done with them.
 *
 * <p>Where this module has no native access, it is the JDK's own memory: the same, only slower to
 * come by.
 *
 * <p>Owns the mapping; {@link #close} ends it, and with it the use of all its buffers. Any thread
 * may use it, and close it.
 */
public final class AnonymousMemory implements AutoCloseable {

  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_PRIVATE = 2;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MADV_HUGEPAGE = 14;

  /** What mmap returns when it fails. */
  static final long MAP_FAILED = -1;

  private final Arena arena;
  private final MemorySegment memory;

  private AnonymousMemory(Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
  }

  /**
   * Maps memory.
   *
   * @param bytes how much, at least one
   * @throws OutOfMemoryError if there are no addresses left for so much
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  public static AnonymousMemory map(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      boolean mayCall = AnonymousMemory.class.getModule().isNativeAccessEnabled();
      return new AnonymousMemory(arena, mayCall ? map(bytes, arena) : arena.allocate(bytes));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static MemorySegment map(long bytes, Arena arena) {
    CallState state = new CallState(arena);
    long address =
        Calls.MMAP.call(
            state, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) {
      throw new OutOfMemoryError("mmap of %d bytes: %s".formatted(bytes, state.reason()));
    }
    // A kernel without huge pages refuses, and small ones do as well.
    Calls.MADVISE.call(address, bytes, MADV_HUGEPAGE);
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes, arena, memory -> Calls.MUNMAP.call(memory.address(), bytes));
  }

  /**
   * A part of the memory.
   *
   * @throws IndexOutOfBoundsException if it isn't within
   */
  public ByteBuffer slice(long offset, int bytes) {
    return memory.asSlice(offset, bytes).asByteBuffer();
  }

  /** Gives the memory back. No buffer of it may be in use; not to be called again. */
  @Override
  public void close() {
    arena.close();
  }

  /** Linked when memory is first mapped. */
  private static final class Calls {
    static final NativeFunction MMAP = NativeFunction.find("mmap");
    static final NativeFunction MUNMAP = NativeFunction.find("munmap");
    static final NativeFunction MADVISE = NativeFunction.find("madvise");
  }
}
