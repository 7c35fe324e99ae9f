package dev.microagent.bindings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A native function of up to two pointers and an integer behind them, such as one that works on a
 * buffer. Other than by {@link WordFunction}, memory of a shared arena can't be freed by another
 * thread while the call lasts. For the same reasons as there, one type of call serves all: who
 * takes fewer parameters doesn't look for the rest.
 */
public final class MemoryFunction {

  private static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);

  private final MethodHandle handle;

  MemoryFunction(MethodHandle handle) {
    this.handle = handle;
  }

  static FunctionDescriptor type() {
    return TYPE;
  }

  /**
   * Calls it. What returns an {@code int} does so in the lower half of the result.
   *
   * @throws IllegalStateException if the memory is freed already
   * @throws WrongThreadException if it is another thread's own
   */
  public long call(MemorySegment first, MemorySegment second, long number) {
    try {
      return (long) handle.invokeExact(first, second, number);
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  /** Calls it with two pointers. */
  public long call(MemorySegment first, MemorySegment second) {
    return call(first, second, 0);
  }

  /** Calls it with one pointer. */
  public long call(MemorySegment memory) {
    return call(memory, MemorySegment.NULL);
  }

  /** Calls it without parameters. */
  public long call() {
    return call(MemorySegment.NULL);
  }
}
