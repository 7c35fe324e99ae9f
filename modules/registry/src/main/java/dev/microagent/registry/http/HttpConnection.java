package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
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
  private final Socket socket = channel.socket();
  private final HttpInput in = new HttpInput(new Received());

  /** Another one once it's secure. Volatile, as any thread may close it. */
  private volatile Wire wire = new PlainWire(channel);

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
    if (!in.isEmpty()) {
      // It would be taken for the server's first answer, and anybody on the way may have sent it.
      throw new ConnectException("the proxy " + proxy + " says more than it was asked");
    }
  }

  /** Speaks TLS from now on, to the server of the route and nobody else. */
  void secure(Tls tls) throws IOException {
    try {
      wire = tls.secure(channel, route.host(), route.port(), idleTimeout);
    } catch (SocketTimeoutException e) {
      throw new SilentServerException("no answer", idleTimeout);
    } catch (IOException e) {
      requireOpen(e);
      throw e;
    }
    if (closed) {
      // Whoever did that closed what was there before.
      wire.close();
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
      wire.send(request);
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
      if (wire.holdsMore()) {
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
      // An answer's head may take no longer for coming in small pieces, nor may a byte of the body.
      long until = awaitsAnswer ? deadline : System.nanoTime() + idleTimeout.toNanos();
      int count;
      do {
        socket.setSoTimeout(millisUntil(until));
        count = wire.receive(bytes, offset, length);
      } while (count == 0);
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

  /** A socket's time limit, in milliseconds, for a deadline of {@link System#nanoTime}. */
  static int millisUntil(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
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
      channel.close();
    } catch (IOException e) {
      // Then it's the system's.
    }
    wire.close();
    onClose.accept(this);
  }

  /** What the wire brings, within the time that there is for it. */
  private final class Received implements HttpInput.Source {

    @Override
    public int receive(byte[] bytes, int offset, int length) throws IOException {
      return HttpConnection.this.receive(bytes, offset, length);
    }

    @Override
    public int receiveReady(ByteBuffer dst) throws IOException {
      try {
        return wire.receiveReady(dst);
      } catch (IOException e) {
        requireOpen(e);
        throw e;
      }
    }
  }
}
