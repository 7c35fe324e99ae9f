package dev.microagent.bindings.tls;

import dev.microagent.bindings.tls.Libssl.Calls;
import dev.microagent.bindings.tls.Libssl.Constants;
import dev.microagent.bindings.tls.Libssl.Defaults;
import dev.microagent.bindings.tls.Libssl.Reasons;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What secure connections have in common: TLS 1.2 at least, or what the system's configuration of
 * OpenSSL asks for beyond that, and whose certificates are good. Those are the system's authorities
 * and the ones that are given. Thread-safe. Freed when nobody refers to it any more.
 */
public final class TlsContext {

  private final MemorySegment context;

  private TlsContext(MemorySegment context) {
    this.context = context;
  }

  /**
   * Sets one up; to be called after {@link #verify}.
   *
   * @param trusted certificates in DER to trust beside the system's, of authorities or of servers
   * @throws LibsslException if the library can't, such as for want of memory
   */
  public static TlsContext create(List<byte[]> trusted) throws LibsslException {
    MemorySegment context = bare(Arena.ofAuto());
    if (Calls.minimumVersion(context) < Constants.TLS1_2_VERSION) {
      check(Calls.setMinimumVersion(context, Constants.TLS1_2_VERSION));
    }
    Calls.setOptions(context, Constants.SSL_OP_NO_RENEGOTIATION);
    Calls.setVerify(context, Constants.SSL_VERIFY_PEER);
    check(Calls.setDefaultVerifyPaths(context));
    long store = Calls.certificateStore(context);
    // What is trusted needs nobody above that vouches for it, as with the JDK.
    check(Calls.setFlags(store, Constants.X509_V_FLAG_PARTIAL_CHAIN));
    for (byte[] certificate : trusted) {
      add(store, certificate);
    }
    return new TlsContext(context);
  }

  /**
   * Makes sure that the library is there, is willing, and knows where to find authorities: on the
   * system, or where the user says, by SSL_CERT_FILE or SSL_CERT_DIR. What the user says isn't
   * doubted; where nobody is to be found there, it adds nobody.
   *
   * @throws LibsslException if not; the message says what to install
   */
  public static void verify() throws LibsslException {
    Libssl.verify();
    try (Arena arena = Arena.ofConfined()) {
      bare(arena);
    }
    if (!Defaults.areOverridden()
        && !isBundle(Defaults.certificateFile())
        && !isDirectoryOfHashes(Defaults.certificateDirectory())) {
      throw new LibsslException(
          "no certificates of authorities in "
              + Defaults.certificateDirectory()
              + "; ca-certificates brings them");
    }
  }

  /**
   * The library's own name and version, such as "OpenSSL 3.0.19 27 Jan 2026".
   *
   * @throws IllegalStateException if it isn't there, as {@link #verify} tells
   */
  public static String version() {
    return Defaults.version();
  }

  private static MemorySegment bare(Arena arena) throws LibsslException {
    Calls.clearErrors();
    long created = Calls.newContext();
    check(created != 0);
    return MemorySegment.ofAddress(created).reinterpret(arena, Calls::freeContext);
  }

  /** Whether a file has content, which certificates would be. */
  static boolean isBundle(String file) {
    try {
      return Files.size(Path.of(file)) > 0 && Files.isRegularFile(Path.of(file));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether there are certificates under the names by which they are looked for. */
  static boolean isDirectoryOfHashes(String directory) {
    try (DirectoryStream<Path> hashes =
        Files.newDirectoryStream(Path.of(directory), "[0-9a-f]*.[0-9]")) {
      return hashes.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException e) {
      return false;
    }
  }

  private static void add(long store, byte[] certificate) throws LibsslException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment bytes = scratch.allocateFrom(ValueLayout.JAVA_BYTE, certificate);
      MemorySegment pointer = scratch.allocateFrom(ValueLayout.ADDRESS, bytes);
      long read = Calls.readCertificate(pointer, certificate.length);
      check(read != 0);
      try {
        check(Calls.addCertificate(store, read));
      } finally {
        Calls.freeCertificate(read);
      }
    }
  }

  private static void check(boolean done) throws LibsslException {
    if (!done) {
      throw new LibsslException("libssl: " + Reasons.ofError());
    }
  }

  MemorySegment context() {
    return context;
  }
}
