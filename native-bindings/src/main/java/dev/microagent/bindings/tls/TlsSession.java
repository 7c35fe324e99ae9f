package dev.microagent.bindings.tls;

import dev.microagent.bindings.tls.Libssl.Calls;
import dev.microagent.bindings.tls.Libssl.Constants;
import dev.microagent.bindings.tls.Libssl.Reasons;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * The client's side of one TLS connection (RFC 8446), without the connection: it is given what was
 * received and tells what is to be sent. So it never waits.
 *
 * <p>Used by one thread at a time; any may close it. Owns a session of the library; {@link #close}
 * frees it.
 */
public final class TlsSession implements AutoCloseable {

  private final Arena arena;
  private final MemorySegment session;
  private final MemorySegment received;
  private final MemorySegment toSend;
  private boolean closed;

  private TlsSession(TlsContext context, String host, Arena arena) throws LibsslException {
    this.arena = arena;
    long created = Calls.newSession(context.context());
    check(created != 0);
    this.session = MemorySegment.ofAddress(created).reinterpret(arena, Calls::freeSession);
    this.received = MemorySegment.ofAddress(Calls.newMemoryBio());
    this.toSend = MemorySegment.ofAddress(Calls.newMemoryBio());
    // An absent one is what the session has already, and it owns the other.
    Calls.setBios(session, received.address(), toSend.address());
    check(received.address() != 0 && toSend.address() != 0);
    requireHost(host);
    Calls.setConnectState(session);
  }

  /**
   * Begins a session with a server.
   *
   * @param host name or address, without brackets, that the server's certificate must be for; a
   *     name has no dot at its end
   * @throws IllegalArgumentException if that is neither
   * @throws LibsslException if the library can't, such as for want of memory
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  public static TlsSession create(TlsContext context, String host) throws LibsslException {
    if (host.isEmpty() || host.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no host");
    }
    Calls.clearErrors();
    Arena arena = Arena.ofShared();
    try {
      return new TlsSession(context, host, arena);
    } catch (LibsslException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** Sets whom the certificate must be for, and tells a name to the server (RFC 6066, 3). */
  private void requireHost(String host) throws LibsslException {
    long parameters = Calls.parameters(session);
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment text = scratch.allocateFrom(host);
      if (Calls.setAddress(parameters, text)) {
        return;
      }
      // That it is no address isn't an error.
      Calls.clearErrors();
      Calls.setHostFlags(parameters, Constants.X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      check(Calls.setHost(parameters, text));
      check(Calls.setServerName(session, text));
    }
  }

  private static void check(boolean done) throws LibsslException {
    if (!done) {
      throw new LibsslException(Reasons.ofError());
    }
  }

  /**
   * Takes the handshake on as far as it goes. There may be something to send then, also if it
   * fails.
   *
   * @return whether it is done; else more has to be received first
   * @throws BadCertificateException if the server's certificate isn't good
   * @throws LibsslException if it fails for another reason, or the session is closed
   */
  public synchronized boolean handshake() throws LibsslException {
    requireOpen();
    int result = Calls.handshake(session);
    if (result == 1) {
      return true;
    }
    if (Calls.error(session, result) == Constants.SSL_ERROR_WANT_READ) {
      return false;
    }
    int refused = Calls.verifyResult(session);
    if (refused != Constants.X509_V_OK) {
      throw new BadCertificateException(Reasons.ofCertificate(refused), isUntrusted(refused));
    }
    throw new LibsslException(Reasons.ofError());
  }

  private static boolean isUntrusted(int verifyResult) {
    return switch (verifyResult) {
      case Constants.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
          Constants.X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
          Constants.X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
          Constants.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
          Constants.X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ->
          true;
      default -> false;
    };
  }

  /**
   * Takes all of what was received from the server.
   *
   * @param bytes the rest of a direct buffer
   * @throws LibsslException if there is no memory for it, or the session is closed
   */
  public synchronized void receive(ByteBuffer bytes) throws LibsslException {
    requireOpen();
    while (bytes.hasRemaining()) {
      int count = Calls.writeBio(received, MemorySegment.ofBuffer(bytes), bytes.remaining());
      check(count > 0);
      bytes.position(bytes.position() + count);
    }
  }

  /**
   * Decrypts some of what was received. There may be something to send then.
   *
   * @param to a direct buffer with room
   * @return how many bytes; 0 if more has to be received first; -1 if the server said goodbye
   * @throws LibsslException if it isn't what the server sent, or the session is closed
   */
  public synchronized int read(ByteBuffer to) throws LibsslException {
    requireOpen();
    int count = Calls.read(session, MemorySegment.ofBuffer(to), to.remaining());
    if (count > 0) {
      to.position(to.position() + count);
      return count;
    }
    return switch (Calls.error(session, count)) {
      case Constants.SSL_ERROR_WANT_READ -> 0;
      case Constants.SSL_ERROR_ZERO_RETURN -> -1;
      default -> throw new LibsslException(Reasons.ofError());
    };
  }

  /**
   * Encrypts what is then to be sent.
   *
   * @throws LibsslException if the connection is of no use any more, or the session closed
   */
  public synchronized void write(byte[] bytes) throws LibsslException {
    requireOpen();
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment copy = scratch.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      check(Calls.write(session, copy, bytes.length) == bytes.length);
    }
  }

  /**
   * Takes what is to be sent to the server; mostly nothing.
   *
   * @throws LibsslException if the session is closed
   */
  public synchronized byte[] takeToSend() throws LibsslException {
    requireOpen();
    int length = (int) Calls.pending(toSend);
    if (length == 0) {
      return new byte[0];
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment bytes = scratch.allocate(length);
      check(Calls.readBio(toSend, bytes, length) == length);
      return bytes.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Whether anything was received that {@link #read} hasn't brought yet. */
  public synchronized boolean holdsMore() {
    return !closed && (Calls.hasPending(session) || Calls.pending(received) > 0);
  }

  private void requireOpen() throws LibsslException {
    if (closed) {
      throw new LibsslException("the session is closed");
    }
    Calls.clearErrors();
  }

  /** Frees the session. Has no effect when called again. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }
}
