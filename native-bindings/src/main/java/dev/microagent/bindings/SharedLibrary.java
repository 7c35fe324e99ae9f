package dev.microagent.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/** A shared library that may be missing. Once loaded it stays to the end of the process. */
public final class SharedLibrary {

  private final String name;
  private final SymbolLookup symbols;

  private SharedLibrary(String name, SymbolLookup symbols) {
    this.name = name;
    this.symbols = symbols;
  }

  /**
   * Loads a library from where the system's loader looks.
   *
   * @param names the library's names, the one to be tried first first
   * @param functions those that it must have
   * @throws IllegalArgumentException if there is none, or it lacks a function, or this module has
   *     no native access; the message says which
   */
  public static SharedLibrary load(List<String> names, List<String> functions) {
    Module module = SharedLibrary.class.getModule();
    if (!module.isNativeAccessEnabled()) {
      throw new IllegalArgumentException(module.getName() + " has no native access");
    }
    for (String name : names) {
      SymbolLookup symbols;
      try {
        symbols = SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        continue;
      }
      for (String function : functions) {
        if (symbols.find(function).isEmpty()) {
          throw new IllegalArgumentException(name + " has no " + function);
        }
      }
      return new SharedLibrary(name, symbols);
    }
    throw new IllegalArgumentException(String.join(" or ", names) + " can't be loaded");
  }

  /** The name under which it was found. */
  public String name() {
    return name;
  }

  /** Links one of the functions that were asked for. */
  public NativeFunction function(String name) {
    return NativeFunction.find(symbols, name);
  }

  /** The text that ends in a NUL at an address which a library returned. */
  public static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
  }
}
