package dev.microagent.bindings.tls;

import dev.microagent.bindings.NativeFunction;
import dev.microagent.bindings.OpenSsl;
import dev.microagent.bindings.SharedLibrary;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds libssl, and with it libcrypto, which it is made on. A failure is kept, and told to everyone
 * who needs it.
 */
final class Libssl {

  /** The ABI of OpenSSL 3; those before it get no corrections any more. */
  private static final List<String> NAMES = List.of("libssl.so.3");

  private static final List<String> FUNCTIONS =
      List.of(
          "TLS_client_method",
          "SSL_CTX_new",
          "SSL_CTX_free",
          "SSL_CTX_ctrl",
          "SSL_CTX_set_options",
          "SSL_CTX_set_verify",
          "SSL_CTX_set_default_verify_paths",
          "SSL_CTX_get_cert_store",
          "SSL_new",
          "SSL_free",
          "SSL_set_connect_state",
          "SSL_set_bio",
          "SSL_ctrl",
          "SSL_get0_param",
          "SSL_do_handshake",
          "SSL_read",
          "SSL_write",
          "SSL_has_pending",
          "SSL_get_error",
          "SSL_get_verify_result",
          "BIO_s_mem",
          "BIO_new",
          "BIO_read",
          "BIO_write",
          "BIO_ctrl_pending",
          "X509_STORE_set_flags",
          "X509_STORE_add_cert",
          "X509_VERIFY_PARAM_set1_host",
          "X509_VERIFY_PARAM_set1_ip_asc",
          "X509_VERIFY_PARAM_set_hostflags",
          "X509_verify_cert_error_string",
          "X509_get_default_cert_file",
          "X509_get_default_cert_file_env",
          "X509_get_default_cert_dir",
          "X509_get_default_cert_dir_env",
          "X509_free",
          "d2i_X509",
          "ERR_clear_error",
          "ERR_get_error",
          "ERR_reason_error_string",
          "OpenSSL_version");

  private static final @Nullable SharedLibrary LIBRARY;
  private static final @Nullable LibsslException FAILURE;

  static {
    SharedLibrary library = null;
    LibsslException failure = null;
    try {
      library = OpenSsl.load(NAMES, FUNCTIONS);
    } catch (IllegalArgumentException e) {
      failure = new LibsslException(e.getMessage() + "; " + OpenSsl.WHERE, e);
    }
    LIBRARY = library;
    FAILURE = failure;
  }

  private Libssl() {}

  /**
   * Makes sure that the library is there.
   *
   * @throws LibsslException if not; the message says what to install
   */
  static void verify() throws LibsslException {
    if (FAILURE != null) {
      throw FAILURE;
    }
  }

  private static NativeFunction function(String name) {
    if (LIBRARY == null) {
      throw new IllegalStateException("verify() was not called", FAILURE);
    }
    return LIBRARY.function(name);
  }

  /** What ssl.h, tls1.h, x509_vfy.h and x509v3.h name so. */
  static final class Constants {

    static final int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    static final int SSL_CTRL_GET_MIN_PROTO_VERSION = 130;
    static final int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
    static final int TLSEXT_NAMETYPE_HOST_NAME = 0;
    static final int TLS1_2_VERSION = 0x303;
    static final long SSL_OP_NO_RENEGOTIATION = 1L << 30;
    static final int SSL_VERIFY_PEER = 1;
    static final int SSL_ERROR_WANT_READ = 2;
    static final int SSL_ERROR_ZERO_RETURN = 6;
    static final int X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS = 4;
    static final long X509_V_FLAG_PARTIAL_CHAIN = 0x80000;
    static final int X509_V_OK = 0;
    static final int X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT = 2;
    static final int X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT = 18;
    static final int X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN = 19;
    static final int X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY = 20;
    static final int X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE = 21;

    private Constants() {}
  }

  /**
   * The functions that are called, one Java method each. Initialised on first use, after {@link
   * Libssl#verify}. Pointers are addresses; 0 is none.
   */
  static final class Calls {

    private static final NativeFunction METHOD = function("TLS_client_method");
    private static final NativeFunction CTX_NEW = function("SSL_CTX_new");
    private static final NativeFunction CTX_FREE = function("SSL_CTX_free");
    private static final NativeFunction CTX_CTRL = function("SSL_CTX_ctrl");
    private static final NativeFunction CTX_SET_OPTIONS = function("SSL_CTX_set_options");
    private static final NativeFunction CTX_SET_VERIFY = function("SSL_CTX_set_verify");
    private static final NativeFunction CTX_SET_DEFAULT_VERIFY_PATHS =
        function("SSL_CTX_set_default_verify_paths");
    private static final NativeFunction CTX_GET_CERT_STORE = function("SSL_CTX_get_cert_store");
    private static final NativeFunction NEW = function("SSL_new");
    private static final NativeFunction FREE = function("SSL_free");
    private static final NativeFunction SET_CONNECT_STATE = function("SSL_set_connect_state");
    private static final NativeFunction SET_BIO = function("SSL_set_bio");
    private static final NativeFunction CTRL = function("SSL_ctrl");
    private static final NativeFunction GET0_PARAM = function("SSL_get0_param");
    private static final NativeFunction DO_HANDSHAKE = function("SSL_do_handshake");
    private static final NativeFunction READ = function("SSL_read");
    private static final NativeFunction WRITE = function("SSL_write");
    private static final NativeFunction HAS_PENDING = function("SSL_has_pending");
    private static final NativeFunction GET_ERROR = function("SSL_get_error");
    private static final NativeFunction GET_VERIFY_RESULT = function("SSL_get_verify_result");
    private static final NativeFunction BIO_S_MEM = function("BIO_s_mem");
    private static final NativeFunction BIO_NEW = function("BIO_new");
    private static final NativeFunction BIO_READ = function("BIO_read");
    private static final NativeFunction BIO_WRITE = function("BIO_write");
    private static final NativeFunction BIO_PENDING = function("BIO_ctrl_pending");
    private static final NativeFunction STORE_SET_FLAGS = function("X509_STORE_set_flags");
    private static final NativeFunction STORE_ADD_CERT = function("X509_STORE_add_cert");
    private static final NativeFunction SET1_HOST = function("X509_VERIFY_PARAM_set1_host");
    private static final NativeFunction SET1_IP = function("X509_VERIFY_PARAM_set1_ip_asc");
    private static final NativeFunction SET_HOSTFLAGS = function("X509_VERIFY_PARAM_set_hostflags");
    private static final NativeFunction X509_FREE = function("X509_free");
    private static final NativeFunction D2I_X509 = function("d2i_X509");
    private static final NativeFunction CLEAR_ERROR = function("ERR_clear_error");

    private Calls() {}

    static long newContext() {
      return CTX_NEW.call(METHOD.call());
    }

    static void freeContext(MemorySegment context) {
      CTX_FREE.call(context);
    }

    /** 0 if any version will do. */
    static int minimumVersion(MemorySegment context) {
      return (int) CTX_CTRL.call(context.address(), Constants.SSL_CTRL_GET_MIN_PROTO_VERSION, 0, 0);
    }

    static boolean setMinimumVersion(MemorySegment context, int version) {
      return isOne(
          CTX_CTRL.call(context.address(), Constants.SSL_CTRL_SET_MIN_PROTO_VERSION, version, 0));
    }

    static void setOptions(MemorySegment context, long options) {
      CTX_SET_OPTIONS.call(context.address(), options);
    }

    static void setVerify(MemorySegment context, int mode) {
      CTX_SET_VERIFY.call(context.address(), mode, 0);
    }

    static boolean setDefaultVerifyPaths(MemorySegment context) {
      return isOne(CTX_SET_DEFAULT_VERIFY_PATHS.call(context));
    }

    /** The store is the context's own. */
    static long certificateStore(MemorySegment context) {
      return CTX_GET_CERT_STORE.call(context);
    }

    static boolean setFlags(long store, long flags) {
      return isOne(STORE_SET_FLAGS.call(store, flags));
    }

    static boolean addCertificate(long store, long certificate) {
      return isOne(STORE_ADD_CERT.call(store, certificate));
    }

    /**
     * Reads a certificate.
     *
     * @param pointer holds the address of its bytes, and is moved on
     */
    static long readCertificate(MemorySegment pointer, long length) {
      return D2I_X509.call(MemorySegment.NULL, pointer, length);
    }

    static void freeCertificate(long certificate) {
      X509_FREE.call(certificate);
    }

    static long newSession(MemorySegment context) {
      return NEW.call(context);
    }

    static void freeSession(MemorySegment session) {
      FREE.call(session);
    }

    static void setConnectState(MemorySegment session) {
      SET_CONNECT_STATE.call(session);
    }

    /** 0 if there is no memory for one. */
    static long newMemoryBio() {
      return BIO_NEW.call(BIO_S_MEM.call());
    }

    /** The BIOs are the session's from now on. */
    static void setBios(MemorySegment session, long read, long write) {
      SET_BIO.call(session.address(), read, write);
    }

    static boolean setServerName(MemorySegment session, MemorySegment name) {
      return isOne(
          CTRL.call(
              session.address(),
              Constants.SSL_CTRL_SET_TLSEXT_HOSTNAME,
              Constants.TLSEXT_NAMETYPE_HOST_NAME,
              name.address()));
    }

    /** The parameters are the session's own. */
    static long parameters(MemorySegment session) {
      return GET0_PARAM.call(session);
    }

    static boolean setAddress(long parameters, MemorySegment address) {
      return isOne(SET1_IP.call(parameters, address.address()));
    }

    static boolean setHost(long parameters, MemorySegment name) {
      return isOne(SET1_HOST.call(parameters, name.address(), 0));
    }

    static void setHostFlags(long parameters, int flags) {
      SET_HOSTFLAGS.call(parameters, flags);
    }

    static int handshake(MemorySegment session) {
      return (int) DO_HANDSHAKE.call(session);
    }

    static int read(MemorySegment session, MemorySegment to, int length) {
      return (int) READ.call(session, to, length);
    }

    static int write(MemorySegment session, MemorySegment from, int length) {
      return (int) WRITE.call(session, from, length);
    }

    static boolean hasPending(MemorySegment session) {
      return isOne(HAS_PENDING.call(session));
    }

    static int error(MemorySegment session, int result) {
      return (int) GET_ERROR.call(session.address(), result);
    }

    static int verifyResult(MemorySegment session) {
      return (int) GET_VERIFY_RESULT.call(session);
    }

    static int readBio(MemorySegment bio, MemorySegment to, int length) {
      return (int) BIO_READ.call(bio, to, length);
    }

    static int writeBio(MemorySegment bio, MemorySegment from, int length) {
      return (int) BIO_WRITE.call(bio, from, length);
    }

    static long pending(MemorySegment bio) {
      return BIO_PENDING.call(bio);
    }

    static void clearErrors() {
      CLEAR_ERROR.call();
    }

    private static boolean isOne(long result) {
      return (int) result == 1;
    }
  }

  /** Linked when something fails. */
  static final class Reasons {

    private static final NativeFunction GET_ERROR = function("ERR_get_error");
    private static final NativeFunction ERROR_TEXT = function("ERR_reason_error_string");
    private static final NativeFunction CERTIFICATE_TEXT =
        function("X509_verify_cert_error_string");

    private Reasons() {}

    /** Why a call failed in this thread, after {@link Calls#clearErrors}. */
    static String ofError() {
      long error = GET_ERROR.call();
      long text = ERROR_TEXT.call(error);
      return text == 0 ? "error " + Long.toUnsignedString(error, 16) : SharedLibrary.text(text);
    }

    /** What is wrong with a certificate. */
    static String ofCertificate(int verifyResult) {
      return SharedLibrary.text(CERTIFICATE_TEXT.call(verifyResult));
    }
  }

  /** Where the library looks for the certificates of authorities by itself, and what it is. */
  static final class Defaults {

    /** crypto.h: OPENSSL_VERSION. */
    static final int VERSION_TEXT = 0;

    private Defaults() {}

    /** Whether a user has named another place. */
    static boolean areOverridden() {
      return System.getenv(text("X509_get_default_cert_file_env")) != null
          || System.getenv(text("X509_get_default_cert_dir_env")) != null;
    }

    /** A file of certificates. */
    static String certificateFile() {
      return text("X509_get_default_cert_file");
    }

    /** A directory of them. */
    static String certificateDirectory() {
      return text("X509_get_default_cert_dir");
    }

    static String version() {
      return SharedLibrary.text(function("OpenSSL_version").call(VERSION_TEXT));
    }

    private static String text(String function) {
      return SharedLibrary.text(function(function).call());
    }
  }
}
