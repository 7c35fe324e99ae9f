package dev.microagent.codec;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.microagent.bindings.crypto.LibcryptoDigest;
import dev.microagent.bindings.crypto.LibcryptoException;
import dev.microagent.bindings.isal.IsalException;
import dev.microagent.bindings.isal.IsalInflater;

/** What a test needs of the machine. Without it the test is skipped; where CI is true, it fails. */
final class Needs {

  private static final boolean CI = "true".equals(System.getenv("CI"));

  private Needs() {}

  /** ISA-L. */
  static void isal() {
    try {
      IsalInflater.verify();
    } catch (IsalException e) {
      missing(e.getMessage());
    }
  }

  /** libcrypto. */
  static void libcrypto() {
    try {
      LibcryptoDigest.verify();
    } catch (LibcryptoException e) {
      missing(e.getMessage());
    }
  }

  private static void missing(String what) {
    if (CI) {
      fail(what);
    }
    abort(what);
  }
}
