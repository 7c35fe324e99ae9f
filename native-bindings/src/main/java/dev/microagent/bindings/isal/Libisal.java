package dev.microagent.bindings.isal;

import dev.microagent.bindings.NativeFunction;
import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds libisal. A failure is kept, and told to everyone who needs it. */
final class Libisal {

  /** Name of the library's stable ABI: that of all its versions 2. */
  static final String NAME = "libisal.so.2";

  private static final @Nullable SharedLibrary LIBRARY;
  private static final @Nullable IsalException FAILURE;

  static {
    SharedLibrary library = null;
    IsalException failure = null;
    try {
      library = SharedLibrary.load(List.of(NAME), List.of("isal_inflate_init", "isal_inflate"));
    } catch (IllegalArgumentException e) {
      failure = new IsalException(e.getMessage() + "; Debian and Ubuntu have it in libisal2", e);
    }
    LIBRARY = library;
    FAILURE = failure;
  }

  private Libisal() {}

  /**
   * Makes sure that the library is there.
   *
   * @throws IsalException if not; the message says what to install
   */
  static void verify() throws IsalException {
    if (FAILURE != null) {
      throw FAILURE;
    }
  }

  private static SharedLibrary library() {
    if (LIBRARY == null) {
      throw new IllegalStateException("verify() was not called", FAILURE);
    }
    return LIBRARY;
  }

  /** The functions that are called. Initialised on first use, after {@link Libisal#verify}. */
  static final class Calls {

    private static final NativeFunction INFLATE_INIT = library().function("isal_inflate_init");
    private static final NativeFunction INFLATE = library().function("isal_inflate");

    private Calls() {}

    static void inflateInit(MemorySegment state) {
      INFLATE_INIT.call(state);
    }

    static int inflate(MemorySegment state) {
      return (int) INFLATE.call(state);
    }
  }
}
