package dev.microagent.bindings.ext2fs;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import org.jspecify.annotations.Nullable;

/** Finds libext2fs and libcom_err. A failure is kept, and told to everyone who needs them. */
final class Libext2fs {

  /** Names of the libraries' stable ABI, unchanged since e2fsprogs 1.2. */
  private static final String EXT2FS = "libext2fs.so.2";

  private static final String COM_ERR = "libcom_err.so.2";

  private static final @Nullable IllegalArgumentException FAILURE;
  private static final SymbolLookup SYMBOLS;

  static {
    SymbolLookup symbols = _ -> java.util.Optional.empty();
    IllegalArgumentException failure = null;
    try {
      symbols =
          SymbolLookup.libraryLookup(EXT2FS, Arena.global())
              .or(SymbolLookup.libraryLookup(COM_ERR, Arena.global()));
    } catch (IllegalArgumentException e) {
      failure = e;
    }
    SYMBOLS = symbols;
    FAILURE = failure;
  }

  private Libext2fs() {}

  /**
   * Makes sure that the libraries are there.
   *
   * @throws Ext2Exception if not; the message says what to install
   */
  static void verify() throws Ext2Exception {
    if (FAILURE != null) {
      throw new Ext2Exception(
          "%s or %s can't be loaded; Debian and Ubuntu have them in libext2fs2 and libcom-err2"
              .formatted(EXT2FS, COM_ERR),
          FAILURE);
    }
  }

  static SymbolLookup symbols() {
    return SYMBOLS;
  }
}
