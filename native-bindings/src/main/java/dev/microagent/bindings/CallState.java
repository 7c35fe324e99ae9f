package dev.microagent.bindings;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** Why the last call of the C library that was given this failed. For one thread. */
public final class CallState {

  static final Linker.Option CAPTURED_ERRNO = Linker.Option.captureCallState("errno");

  private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
  private static final long ERRNO = LAYOUT.byteOffset(PathElement.groupElement("errno"));

  /** For functions that don't fail by errno: what any thread leaves there, nobody reads. */
  static final CallState IGNORED = new CallState(Arena.global());

  private final MemorySegment memory;

  /**
   * Of calls to come.
   *
   * @param arena what it lives in
   */
  public CallState(Arena arena) {
    this.memory = arena.allocate(LAYOUT);
  }

  MemorySegment memory() {
    return memory;
  }

  /** The error's number; of no meaning unless the call failed. */
  public int errno() {
    return memory.get(JAVA_INT, ERRNO);
  }

  /** The same in the system's words. */
  public String reason() {
    return SharedLibrary.text(Errors.STRERROR.call(errno()));
  }

  /** Linked when a call first fails. */
  private static final class Errors {
    static final NativeFunction STRERROR = NativeFunction.find("strerror");
  }
}
