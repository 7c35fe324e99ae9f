package dev.microagent.bindings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A native function of up to {@value #WORDS} parameters, each passed as a 64-bit word, and its
 * result too, if it has one: integers of any size, and addresses. What returns an {@code int} does
 * so in the lower half of the result.
 *
 * <p>That is how Linux calls functions on x86-64 and AArch64: integers and pointers share the same
 * registers of 64 bits, or places on the stack, who takes fewer bits looks at the lower 32 at most,
 * and who takes fewer parameters, or a variable number of them, doesn't look for the rest. So one
 * type of call serves all. Exact ones would say more, but for each that differs the JVM makes half
 * a dozen classes, which takes it longer than most of the calls.
 */
public final class NativeFunction {

  private static final int WORDS = 7;

  /** The first two may be memory that is to stay while the call lasts. */
  private static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(
          JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final MethodHandle handle;

  private NativeFunction(MethodHandle handle) {
    this.handle = handle;
  }

  /** Links a function of a library. */
  public static NativeFunction find(SymbolLookup library, String name) {
    return new NativeFunction(
        Linker.nativeLinker()
            .downcallHandle(library.findOrThrow(name), TYPE, CallState.CAPTURED_ERRNO));
  }

  /** Links a function of the C library. */
  public static NativeFunction find(String name) {
    return find(Linker.nativeLinker().defaultLookup(), name);
  }

  /** Calls it. Memory whose address is passed is the caller's to keep until the call returns. */
  public long call(long... words) {
    return call(CallState.IGNORED, words);
  }

  /** The same, and keeps why it failed, if it did. */
  public long call(CallState state, long... words) {
    if (words.length > WORDS) {
      throw new IllegalArgumentException(words.length + " parameters");
    }
    return invoke(
        state,
        MemorySegment.ofAddress(word(words, 0)),
        MemorySegment.ofAddress(word(words, 1)),
        word(words, 2),
        word(words, 3),
        word(words, 4),
        word(words, 5),
        word(words, 6));
  }

  private static long word(long[] words, int index) {
    return index < words.length ? words[index] : 0;
  }

  /**
   * Calls it with up to two pointers and an integer behind them. Memory of a shared arena can't be
   * freed by another thread while the call lasts.
   *
   * @throws IllegalStateException if the memory is freed already
   * @throws WrongThreadException if it is another thread's own
   */
  public long call(MemorySegment first, MemorySegment second, long number) {
    return invoke(CallState.IGNORED, first, second, number, 0, 0, 0, 0);
  }

  /** The same with two pointers. */
  public long call(MemorySegment first, MemorySegment second) {
    return call(first, second, 0);
  }

  /** The same with one pointer. */
  public long call(MemorySegment memory) {
    return call(memory, MemorySegment.NULL);
  }

  private long invoke(
      CallState state,
      MemorySegment first,
      MemorySegment second,
      long third,
      long fourth,
      long fifth,
      long sixth,
      long seventh) {
    try {
      return (long)
          handle.invokeExact(state.memory(), first, second, third, fourth, fifth, sixth, seventh);
    } catch (RuntimeException | Error e) {
      // Such as of memory that is closed, or another thread's.
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("native functions throw nothing", e);
    }
  }
}
