package dev.microagent.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and keeps connections for further ones. Follows no redirects, asks nobody for
 * credentials, accepts no cookies. Thread-safe.
 */
public final class HttpClient implements AutoCloseable {

  /** An address that a server named may have any number. */
  private static final int MAX_PORT = (1 << 16) - 1;

  private final Tls.Source tlsSource;
  private final Function<URI, @Nullable HttpProxy> proxies;
  private final Duration connectTimeout;
  private final Duration idleTimeout;
  private final Map<Route, Deque<HttpConnection>> idle = new HashMap<>();
  private final Set<HttpConnection> open = new HashSet<>();
  private @Nullable Tls tls;
  private boolean closed;

  /**
   * Makes a client, which connects to nobody yet.
   *
   * @param tlsSource what makes connections secure; not asked before the first such one, as it
   *     takes longer to read all that is trusted than to ask a server nearby in plain HTTP
   * @param proxies what stands between us and an address; null for nothing
   * @param connectTimeout how long a connection may take to come about
   * @param idleTimeout how long a server may keep silent before it answers and while it sends
   */
  public HttpClient(
      Tls.Source tlsSource,
      Function<URI, @Nullable HttpProxy> proxies,
      Duration connectTimeout,
      Duration idleTimeout) {
    this.tlsSource = tlsSource;
    this.proxies = proxies;
    this.connectTimeout = connectTimeout;
    this.idleTimeout = idleTimeout;
  }

  /**
   * Sends a request and waits for its answer, whatever its status. The caller closes the answer's
   * body.
   *
   * @throws ConnectException if no connection comes about
   * @throws SilentServerException if that or the answer takes too long
   * @throws java.net.ProtocolException if the answer isn't HTTP
   * @throws javax.net.ssl.SSLException if the server isn't whom it should be, or doesn't speak TLS
   * @throws InterruptedIOException if this thread is interrupted
   * @throws ClosedChannelException if the client is closed
   */
  public HttpResponse send(HttpRequest request) throws IOException {
    Route route = Route.of(request.address(), proxies.apply(request.address()));
    if (request.isIdempotent()) {
      for (HttpConnection kept = takeIdle(route); kept != null; kept = takeIdle(route)) {
        HttpResponse response = sendAgain(kept, request);
        if (response != null) {
          return response;
        }
      }
    }
    return exchange(connect(route), request);
  }

  /** Null where the connection isn't of use any more (RFC 9112, 9.3.1). */
  private static @Nullable HttpResponse sendAgain(HttpConnection kept, HttpRequest request)
      throws IOException {
    if (!kept.isQuiet()) {
      kept.close();
      return null;
    }
    try {
      return exchange(kept, request);
    } catch (SilentServerException | InterruptedIOException | ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      if (kept.isAnswered()) {
        throw e;
      }
      return null;
    }
  }

  private static HttpResponse exchange(HttpConnection connection, HttpRequest request)
      throws IOException {
    try {
      return connection.exchange(request);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private HttpConnection connect(Route route) throws IOException {
    HttpProxy proxy = route.proxy();
    HttpConnection connection =
        proxy == null
            ? connect(route, route.host(), route.port())
            : connect(route, proxy.host(), proxy.port());
    try {
      if (route.secure()) {
        if (proxy != null) {
          connection.tunnel(proxy);
        }
        connection.secure(tls());
      }
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Tries a host's addresses in turn: one of them may not be reached from here. */
  private HttpConnection connect(Route route, String host, int port) throws IOException {
    if (port > MAX_PORT) {
      throw new ConnectException("no such port");
    }
    IOException failure = new ConnectException("no address");
    for (InetAddress address : addresses(host)) {
      HttpConnection connection = opened(route);
      try {
        connection.connect(new InetSocketAddress(address, port), connectTimeout);
        return connection;
      } catch (ConnectException | SilentServerException e) {
        connection.close();
        failure = e;
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }
    throw failure;
  }

  private static List<InetAddress> addresses(String host) throws ConnectException {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw (ConnectException) new ConnectException("host name cannot be resolved").initCause(e);
    }
  }

  private synchronized HttpConnection opened(Route route) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    HttpConnection connection =
        new HttpConnection(route, idleTimeout, this::giveIdle, this::forget);
    open.add(connection);
    return connection;
  }

  private synchronized @Nullable HttpConnection takeIdle(Route route) {
    return idle.getOrDefault(route, new ArrayDeque<>()).pollLast();
  }

  private synchronized void giveIdle(HttpConnection connection) {
    idle.computeIfAbsent(connection.route(), _ -> new ArrayDeque<>()).add(connection);
  }

  private synchronized void forget(HttpConnection connection) {
    open.remove(connection);
  }

  private synchronized Tls tls() throws IOException {
    if (tls == null) {
      tls = tlsSource.get();
    }
    return tls;
  }

  /** Breaks off whatever is still under way; whoever waits for it wakes and fails. */
  @Override
  public void close() {
    List<HttpConnection> all;
    synchronized (this) {
      closed = true;
      idle.clear();
      all = List.copyOf(open);
    }
    all.forEach(HttpConnection::close);
  }
}
