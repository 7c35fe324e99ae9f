package dev.microagent.bindings.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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
      library = SharedLibrary.load(NAMES, FUNCTIONS);
    } catch (IllegalArgumentException e) {
      failure =
          new LibcryptoException(e.getMessage() + "; Debian and Ubuntu have it in libssl3", e);
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

    private static final FunctionDescriptor POINTER = FunctionDescriptor.of(ADDRESS);
    private static final FunctionDescriptor INT_OF_POINTERS =
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

    private static final MethodHandle MD_CTX_NEW = library().function("EVP_MD_CTX_new", POINTER);
    private static final MethodHandle MD_CTX_FREE =
        library().function("EVP_MD_CTX_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle DIGEST_INIT =
        library().function("EVP_DigestInit_ex", INT_OF_POINTERS);
    private static final MethodHandle DIGEST_UPDATE =
        library()
            .function(
                "EVP_DigestUpdate", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle DIGEST_FINAL =
        library().function("EVP_DigestFinal_ex", INT_OF_POINTERS);
    private static final MethodHandle SHA256 = library().function("EVP_sha256", POINTER);
    private static final MethodHandle SHA512 = library().function("EVP_sha512", POINTER);

    private Calls() {}

    static MemorySegment mdCtxNew() {
      try {
        return (MemorySegment) MD_CTX_NEW.invokeExact();
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }

    static void mdCtxFree(MemorySegment context) {
      try {
        MD_CTX_FREE.invokeExact(context);
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }

    static int digestInit(MemorySegment context, MemorySegment algorithm) {
      try {
        return (int) DIGEST_INIT.invokeExact(context, algorithm, MemorySegment.NULL);
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }

    static int digestUpdate(MemorySegment context, MemorySegment bytes, long length) {
      try {
        return (int) DIGEST_UPDATE.invokeExact(context, bytes, length);
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }

    static int digestFinal(MemorySegment context, MemorySegment value) {
      try {
        return (int) DIGEST_FINAL.invokeExact(context, value, MemorySegment.NULL);
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }

    static MemorySegment sha256() {
      try {
        return (MemorySegment) SHA256.invokeExact();
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }

    static MemorySegment sha512() {
      try {
        return (MemorySegment) SHA512.invokeExact();
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }
  }

  /** Linked when somebody asks for the version, which few do. */
  static final class Version {

    /** crypto.h: OPENSSL_VERSION. */
    static final int TEXT = 0;

    private static final MethodHandle VERSION =
        library().function("OpenSSL_version", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Version() {}

    static String text() {
      try {
        MemorySegment text = (MemorySegment) VERSION.invokeExact(TEXT);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
      } catch (Throwable e) {
        throw SharedLibrary.refused(e);
      }
    }
  }
}
