package dev.microagent.bindings.ext2fs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * A function of libext2fs, all of whose parameters are passed as 64-bit words, and its result too,
 * if it has one: integers of any size, and addresses.
 *
 * <p>That is how Linux calls functions on x86-64 and AArch64: integers and pointers share the same
 * registers of 64 bits, or places on the stack, and who takes fewer bits looks at the lower 32 at
 * most. Descriptors with the exact types would say more, but for each that differs the JVM makes
 * half a dozen classes, which costs it 2 to 3 ms of a pull that has few hundred.
 */
final class Ext2Function {

  private final MethodHandle handle;

  private Ext2Function(MethodHandle handle) {
    this.handle = handle;
  }

  /** Links a function with so many parameters. */
  static Ext2Function find(String name, int parameters) {
    MemoryLayout[] words = Collections.nCopies(parameters, JAVA_LONG).toArray(MemoryLayout[]::new);
    return new Ext2Function(
        Linker.nativeLinker()
            .downcallHandle(
                Libext2fs.symbols().findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, words)));
  }

  long call() {
    try {
      return (long) handle.invokeExact();
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  long call(long a) {
    try {
      return (long) handle.invokeExact(a);
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  long call(long a, long b) {
    try {
      return (long) handle.invokeExact(a, b);
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  long call(long a, long b, long c) {
    try {
      return (long) handle.invokeExact(a, b, c);
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  long call(long a, long b, long c, long d) {
    try {
      return (long) handle.invokeExact(a, b, c, d);
    } catch (Throwable e) {
      throw SharedLibrary.refused(e);
    }
  }

  long call(long a, long b, long c, long d, long e) {
    try {
      return (long) handle.invokeExact(a, b, c, d, e);
    } catch (Throwable thrown) {
      throw SharedLibrary.refused(thrown);
    }
  }

  long call(long a, long b, long c, long d, long e, long f, long g) {
    try {
      return (long) handle.invokeExact(a, b, c, d, e, f, g);
    } catch (Throwable thrown) {
      throw SharedLibrary.refused(thrown);
    }
  }
}
