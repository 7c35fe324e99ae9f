package dev.microagent.registry.http;

import dev.microagent.bindings.tls.BadCertificateException;
import dev.microagent.bindings.tls.LibsslException;
import dev.microagent.bindings.tls.TlsContext;
import dev.microagent.bindings.tls.TlsSession;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** TLS by OpenSSL: where a program runs for a second, the JDK's takes half of it to get going. */
public final class OpensslTls implements Tls {

  private final TlsContext context;

  /**
   * Makes connections secure.
   *
   * @param context says whose certificates are good
   */
  public OpensslTls(TlsContext context) {
    this.context = context;
  }

  @Override
  public Wire secure(SocketChannel channel, String host, int port, Duration patience)
      throws IOException {
    // A dot at the end makes a name absolute; it's not part of it (RFC 6066, 3).
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    OpensslWire wire = new OpensslWire(channel, context, name);
    try {
      wire.handshake(patience);
      return wire;
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  /** Moves bytes between a socket and a session. */
  private static final class OpensslWire implements Wire {

    /** In bytes: what is received at once. Some records, or what mostly comes at once. */
    private static final int ENCRYPTED = 128 << 10;

    /** In bytes: the most that a record holds (RFC 8446, 5.1). */
    private static final int RECORD = 16 << 10;

    // RFC 8446, 5.1: what a record may be.
    private static final int FIRST_CONTENT_TYPE = 20;
    private static final int LAST_CONTENT_TYPE = 23;

    /**
     * In bytes: what requests for new keys are answered with (RFC 8446, 4.6.3), some 300 times.
     * Sending has no time limit, and so much is taken of us even where nobody receives it.
     */
    private static final int MOST_ANSWERED = 8 << 10;

    private final SocketChannel channel;
    private final Socket socket;
    private final TlsSession session;
    private final ByteBuffer encrypted = ByteBuffer.allocateDirect(ENCRYPTED);
    private final ByteBuffer decrypted = ByteBuffer.allocateDirect(RECORD);
    private final byte[] waitedFor = new byte[RECORD];
    private int answered;

    OpensslWire(SocketChannel channel, TlsContext context, String host) throws LibsslException {
      this.channel = channel;
      this.socket = channel.socket();
      this.session = TlsSession.create(context, host);
    }

    void handshake(Duration patience) throws IOException {
      long deadline = System.nanoTime() + patience.toNanos();
      boolean begun = false;
      while (!proceed()) {
        socket.setSoTimeout(HttpConnection.millisUntil(deadline));
        if (!takeOffSocket()) {
          throw new SSLException("it hung up");
        }
        if (!begun && !isRecord(encrypted.get(0))) {
          throw new NoTlsException();
        }
        begun = true;
        hand();
      }
    }

    /** Takes the handshake on; returns whether it's done. */
    private boolean proceed() throws IOException {
      try {
        boolean done = session.handshake();
        flush();
        return done;
      } catch (BadCertificateException e) {
        tellWhy();
        throw new RefusedCertificateException(e.getMessage(), e.isUntrusted(), e);
      } catch (LibsslException e) {
        tellWhy();
        throw e;
      }
    }

    private static boolean isRecord(byte contentType) {
      return contentType >= FIRST_CONTENT_TYPE && contentType <= LAST_CONTENT_TYPE;
    }

    /** Sends the server the alert for what has failed, if it still listens. */
    private void tellWhy() {
      try {
        flush();
      } catch (IOException e) {
        // What has failed counts.
      }
    }

    private void flush() throws IOException {
      sendEncrypted(session.takeToSend());
    }

    private void sendEncrypted(byte[] bytes) throws IOException {
      if (bytes.length > 0) {
        socket.getOutputStream().write(bytes);
      }
    }

    /** Waits for the server; returns false at the end. */
    private boolean takeOffSocket() throws IOException {
      encrypted.clear();
      InputStream in = socket.getInputStream();
      if (in.available() > 0) {
        return channel.read(encrypted) > 0;
      }
      // The channel has no time limit, so waiting is for the stream.
      int count = in.read(waitedFor);
      if (count > 0) {
        encrypted.put(waitedFor, 0, count);
      }
      return count > 0;
    }

    private void hand() throws IOException {
      session.receive(encrypted.flip());
    }

    @Override
    public int receive(byte[] bytes, int offset, int length) throws IOException {
      decrypted.clear().limit(Math.min(length, RECORD));
      int count = read(decrypted);
      if (count == 0) {
        if (!takeOffSocket()) {
          throw new EOFException("it ended without a goodbye");
        }
        hand();
        count = read(decrypted);
      }
      decrypted.flip().get(bytes, offset, decrypted.limit());
      return count;
    }

    @Override
    public int receiveReady(ByteBuffer dst) throws IOException {
      if (!dst.isDirect()) {
        return 0;
      }
      int count = read(dst);
      if (count == 0 && socket.getInputStream().available() > 0 && takeOffSocket()) {
        hand();
        count = read(dst);
      }
      return Math.max(count, 0);
    }

    private int read(ByteBuffer to) throws IOException {
      int count = session.read(to);
      byte[] answer = session.takeToSend();
      answered += answer.length;
      if (answered > MOST_ANSWERED) {
        throw new SSLException("it asks for new keys again and again");
      }
      sendEncrypted(answer);
      return count;
    }

    @Override
    public void send(byte[] bytes) throws IOException {
      session.write(bytes);
      flush();
    }

    @Override
    public boolean holdsMore() {
      return session.holdsMore();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
