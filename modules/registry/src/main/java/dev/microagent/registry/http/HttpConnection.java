package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to a server. Used by one thread at a time; any may close it, and whoever waits for
 * it then fails at once, as does one that is interrupted.
 */
final class HttpConnection implements AutoCloseable {

  private static final int MAX_STATUS_OF_SUCCESS = 299;

  private final SocketChannel channel = SocketChannel.open();
  private final Route route;
  private final Duration idleTimeout;
  private final Consumer<HttpConnection> onRelease;
  private final Consumer<HttpConnection> onClose;
  private Socket socket = channel.socket();
  private HttpInput in = new HttpInput(new Unencrypted());

  /** What has come of TLS and isn't decrypted yet. */
  private InputStream encrypted = InputStream.nullInputStream();

  private volatile boolean closed;
  private long deadline;
  private boolean awaitsAnswer;
  private boolean answered;

  /**
   * Makes one that isn't connected yet.
   *
   * @param idleTimeout how long the server may keep silent before it answers and while it sends
   * @param onRelease is given the connection when another request may use it
   * @param onClose is told of its end
   */
  HttpConnection(
      Route route,
      Duration idleTimeout,
      Consumer<HttpConnection> onRelease,
      Consumer<HttpConnection> onClose)
      throws IOException {
    this.route = route;
    this.idleTimeout = idleTimeout;
    this.onRelease = onRelease;
    this.onClose = onClose;
  }

  Route route() {
    return route;
  }

  /** Connects to the server, or to the proxy on the way to it. */
  void connect(InetSocketAddress address, Duration timeout) throws IOException {
    try {
      socket.connect(address, (int) timeout.toMillis());
    } catch (SocketTimeoutException e) {
      throw new SilentServerException("no connection", timeout);
    } catch (IOException e) {
      requireOpen(e);
      throw (IOException) new ConnectException(e.getMessage()).initCause(e);
    }
  }

  /** Has the proxy pass on whatever comes from now on (RFC 9110, 9.3.6). */
  void tunnel(HttpProxy proxy) throws IOException {
    String authorization =
        proxy.authorization() == null
            ? ""
            : "Proxy-Authorization: " + proxy.authorization() + "\r\n";
    String authority = route.authority();
    String request =
        "CONNECT "
            + authority
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\n"
            + authorization
            + "\r\n";
    int status = ask(request.getBytes(ISO_8859_1)).status();
    if (status > MAX_STATUS_OF_SUCCESS) {
      throw new ConnectException("the proxy " + proxy + " refuses (HTTP " + status + ")");
    }
  }

  /** Speaks TLS from now on, to the server of the route and nobody else (RFC 9110, 4.3.4). */
  void secure(SSLSocketFactory factory) throws IOException {
    try {
      ReceivingAheadSocket ahead = new ReceivingAheadSocket(socket);
      SSLSocket tls = (SSLSocket) factory.createSocket(ahead, route.host(), route.port(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      tls.setSoTimeout((int) idleTimeout.toMillis());
      tls.startHandshake();
      socket = tls;
      in = new HttpInput(this::receive);
      encrypted = ahead.getInputStream();
    } catch (SocketTimeoutException e) {
      throw new SilentServerException("no answer", idleTimeout);
    } catch (IOException e) {
      requireOpen(e);
      throw e;
    }
  }

  /** Sends a request and reads the answer but for its body. */
  HttpResponse exchange(HttpRequest request) throws IOException {
    answered = false;
    ResponseHead head = ask(request.encoded(route.secure() ? null : route.proxy()));
    HttpBody body = new HttpBody(this, head.framing(in), head.persistent());
    return new HttpResponse(head.status(), head.headers(), request.address(), body);
  }

  private ResponseHead ask(byte[] request) throws IOException {
    deadline = System.nanoTime() + idleTimeout.toNanos();
    awaitsAnswer = true;
    try {
      socket.getOutputStream().write(request);
      return ResponseHead.read(in);
    } catch (IOException e) {
      requireOpen(e);
      throw e;
    } finally {
      awaitsAnswer = false;
    }
  }

  /**
   * Whether the server has neither hung up since its last answer nor said anything: what comes
   * unasked, such as a 408, answers no later request (RFC 9112, 9.2).
   */
  boolean isQuiet() {
    try {
      // The channel doesn't see what was received ahead.
      if (encrypted.available() > 0) {
        return false;
      }
      channel.configureBlocking(false);
      int count = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return count == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether anything came in answer to the last request. */
  boolean isAnswered() {
    return answered;
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    try {
      socket.setSoTimeout(patience());
      InputStream stream = socket.getInputStream();
      int count = stream.read(bytes, offset, length);
      answered |= count > 0;
      return count;
    } catch (SocketTimeoutException e) {
      throw new SilentServerException(
          awaitsAnswer ? "no answer" : "nothing was received", idleTimeout);
    } catch (IOException e) {
      requireOpen(e);
      throw e;
    }
  }

  /** In milliseconds. An answer's head may not take longer for coming in small pieces. */
  private int patience() throws SocketTimeoutException {
    long left = awaitsAnswer ? deadline - System.nanoTime() : idleTimeout.toNanos();
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) Math.max(1, Duration.ofNanos(left).toMillis());
  }

  /** Says so where it's we ourselves who ended the connection, whatever failed for it. */
  private void requireOpen(IOException failure) throws IOException {
    if (failure instanceof InterruptedIOException) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(failure);
    }
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /** Leaves the connection to another request, unless the server said more than it was asked. */
  void release() {
    if (in.isEmpty()) {
      onRelease.accept(this);
    } else {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      // Not the TLS over it, which would first say goodbye, to a server that may not listen.
      channel.close();
    } catch (IOException e) {
      // Then it's the system's.
    }
    onClose.accept(this);
  }

  /** What comes is what the server sent. */
  private final class Unencrypted implements HttpInput.Source {

    @Override
    public int receive(byte[] bytes, int offset, int length) throws IOException {
      return HttpConnection.this.receive(bytes, offset, length);
    }

    @Override
    public int receiveReady(ByteBuffer dst) throws IOException {
      try {
        // The channel has no time limit, so it's asked for nothing that isn't there.
        return socket.getInputStream().available() > 0 ? channel.read(dst) : 0;
      } catch (IOException e) {
        requireOpen(e);
        throw e;
      }
    }
  }
}
