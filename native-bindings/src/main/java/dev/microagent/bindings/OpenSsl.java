package dev.microagent.bindings;

import java.util.ArrayList;
import java.util.List;

/** Loads the libraries of OpenSSL, which share their state. */
public final class OpenSsl {

  /** crypto.h: OPENSSL_INIT_NO_ATEXIT. */
  public static final long NO_ATEXIT = 0x80000;

  private static final String INITIALISE = "OPENSSL_init_crypto";

  /** Where to get them; to be said of a failure. */
  public static final String WHERE = "Debian and Ubuntu have it in libssl3";

  private OpenSsl() {}

  /**
   * Loads one of them. It frees nothing when the process exits: other threads may be in it still.
   *
   * @param names the library's names, the one to be tried first first
   * @param functions those that it must have
   * @throws IllegalArgumentException as {@link SharedLibrary#load} does
   */
  public static SharedLibrary load(List<String> names, List<String> functions) {
    List<String> all = new ArrayList<>(functions);
    all.add(INITIALISE);
    SharedLibrary library = SharedLibrary.load(names, all);
    library.function(INITIALISE).call(NO_ATEXIT, 0);
    return library;
  }
}
