package dev.microagent.bindings.crypto;

import dev.microagent.bindings.NativeFunction;
import dev.microagent.bindings.OpenSsl;
import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds libcrypto. A failure is kept, and told to everyone who needs it. */
final class Libcrypto {

  /** Names of the ABIs of OpenSSL 3 and 1.1; what is used of them is the same. */
  private static final List<String> NAMES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

  private static final List<String> FUNCTIONS =
      List.of(
          "EVP_MD_CTX_new",
          "EVP_MD_CTX_free",
          "EVP_DigestInit_ex",
          "EVP_DigestUpdate",
          "EVP_DigestFinal_ex",
          "EVP_sha256",
          "EVP_sha512",
          "OpenSSL_version");

  private static final @Nullable SharedLibrary LIBRARY;
  private static final @Nullable LibcryptoException FAILURE;

  static {
    SharedLibrary library = null;
    LibcryptoException failure = null;
    try {
      library = OpenSsl.load(NAMES, FUNCTIONS);
    } catch (IllegalArgumentException e) {
      failure = new LibcryptoException(e.getMessage() + "; " + OpenSsl.WHERE, e);
    }
    LIBRARY = library;
    FAILURE = failure;
  }

  private Libcrypto() {}

  /**
   * Makes sure that the library is there.
   *
   * @throws LibcryptoException if not; the message says what to install
   */
  static void verify() throws LibcryptoException {
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

  /**
   * The functions that are called, one Java method each. Initialised on first use, after {@link
   * Libcrypto#verify}.
   */
  static final class Calls {

    private static final NativeFunction MD_CTX_NEW = library().function("EVP_MD_CTX_new");
    private static final NativeFunction MD_CTX_FREE = library().function("EVP_MD_CTX_free");
    private static final NativeFunction DIGEST_INIT = library().function("EVP_DigestInit_ex");
    private static final NativeFunction DIGEST_UPDATE = library().function("EVP_DigestUpdate");
    private static final NativeFunction DIGEST_FINAL = library().function("EVP_DigestFinal_ex");
    private static final NativeFunction SHA256 = library().function("EVP_sha256");
    private static final NativeFunction SHA512 = library().function("EVP_sha512");

    private Calls() {}

    static MemorySegment mdCtxNew() {
      return MemorySegment.ofAddress(MD_CTX_NEW.call());
    }

    static void mdCtxFree(MemorySegment context) {
      MD_CTX_FREE.call(context);
    }

    static int digestInit(MemorySegment context, MemorySegment algorithm) {
      return (int) DIGEST_INIT.call(context, algorithm);
    }

    static int digestUpdate(MemorySegment context, MemorySegment bytes, long length) {
      return (int) DIGEST_UPDATE.call(context, bytes, length);
    }

    static int digestFinal(MemorySegment context, MemorySegment value) {
      return (int) DIGEST_FINAL.call(context, value);
    }

    static MemorySegment sha256() {
      return MemorySegment.ofAddress(SHA256.call());
    }

    static MemorySegment sha512() {
      return MemorySegment.ofAddress(SHA512.call());
    }
  }

  /** Linked when somebody asks for the version, which few do. */
  static final class Version {

    /** crypto.h: OPENSSL_VERSION. */
    static final int TEXT = 0;

    private static final NativeFunction VERSION = library().function("OpenSSL_version");

    private Version() {}

    static String text() {
      return SharedLibrary.text(VERSION.call(TEXT));
    }
  }
}
