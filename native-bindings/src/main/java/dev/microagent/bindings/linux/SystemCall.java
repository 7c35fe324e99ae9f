package dev.microagent.bindings.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * A function of the C library that makes a system call of up to four parameters, each passed as a
 * 64-bit word: integers of any size, and addresses.
 *
 * <p>That is how Linux calls functions on x86-64 and AArch64: integers and pointers share the same
 * registers, who takes fewer bits looks at the lower 32 at most, and who takes fewer parameters, or
 * a variable number of them, doesn't look at the registers of the rest. So one type serves all.
 * Exact ones would say more, but for each that differs the JVM makes half a dozen classes, which
 * takes it longer than most of the calls.
 */
final class SystemCall {

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

  private static final FunctionDescriptor FOUR_WORDS =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final MethodHandle handle;

  private SystemCall(MethodHandle handle) {
    this.handle = handle;
  }

  /** Links a function of the C library. */
  static SystemCall find(String name) {
    Linker linker = Linker.nativeLinker();
    return new SystemCall(
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FOUR_WORDS,
            Linker.Option.captureCallState("errno")));
  }

  /** Calls it. What returns an {@code int} does so in the lower half of the result. */
  long call(Outcome outcome, long a, long b, long c, long d) {
    try {
      return (long) handle.invokeExact(outcome.state, a, b, c, d);
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  long call(Outcome outcome, long a, long b, long c) {
    return call(outcome, a, b, c, 0);
  }

  long call(Outcome outcome, long a, long b) {
    return call(outcome, a, b, 0, 0);
  }

  long call(Outcome outcome, long a) {
    return call(outcome, a, 0, 0, 0);
  }

  /** Why the last of a thread's calls failed. */
  static final class Outcome {

    private final MemorySegment state;

    /**
     * Of calls to come.
     *
     * @param arena what it lives in
     */
    Outcome(Arena arena) {
      this.state = arena.allocate(STATE);
    }

    /** The error's number; of no meaning unless the call failed. */
    int errno() {
      return state.get(JAVA_INT, ERRNO);
    }

    /** The same in the system's words. */
    String reason() {
      try {
        MemorySegment text = (MemorySegment) Errors.STRERROR.invokeExact(errno());
        return text.reinterpret(Long.MAX_VALUE).getString(0);
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }
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
