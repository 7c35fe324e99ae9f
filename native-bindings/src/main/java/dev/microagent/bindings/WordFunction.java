package dev.microagent.bindings;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A native function of up to {@value #WORDS} parameters, each passed as a 64-bit word, and its
 * result too, if it has one: integers of any size, and addresses. Memory whose address is passed is
 * the caller's to keep until the call returns.
 *
 * <p>That is how Linux calls functions on x86-64 and AArch64: integers and pointers share the same
 * registers of 64 bits, or places on the stack, who takes fewer bits looks at the lower 32 at most,
 * and who takes fewer parameters, or a variable number of them, doesn't look for the rest. So one
 * type of call serves all. Exact ones would say more, but for each that differs the JVM makes half
 * a dozen classes, which takes it longer than most of the calls.
 */
public final class WordFunction {

  private static final int WORDS = 7;

  private static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final MethodHandle handle;

  private WordFunction(MethodHandle handle) {
    this.handle = handle;
  }

  /** Links a function of a library. */
  public static WordFunction find(SymbolLookup library, String name) {
    return new WordFunction(
        Linker.nativeLinker()
            .downcallHandle(library.findOrThrow(name), TYPE, CallState.CAPTURED_ERRNO));
  }

  /** Links a function of the C library. */
  public static WordFunction find(String name) {
    return find(Linker.nativeLinker().defaultLookup(), name);
  }

  /** Calls it. What returns an {@code int} does so in the lower half of the result. */
  public long call(long... words) {
    return call(CallState.IGNORED, words);
  }

  /** Calls it, and keeps why it failed, if it did. */
  public long call(CallState state, long... words) {
    if (words.length > WORDS) {
      throw new IllegalArgumentException(words.length + " parameters");
    }
    try {
      return (long)
          handle.invokeExact(
              state.memory(),
              word(words, 0),
              word(words, 1),
              word(words, 2),
              word(words, 3),
              word(words, 4),
              word(words, 5),
              word(words, 6));
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  private static long word(long[] words, int index) {
    return index < words.length ? words[index] : 0;
  }
}
