package dev.microagent.registry.http;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where connections lead. Requests of the same route may share one, one after the other.
 *
 * @param secure whether with TLS
 * @param host the server's name or address, without brackets, in lower case
 * @param port the server's TCP port
 * @param proxy what stands between; null for nothing
 */
record Route(boolean secure, String host, int port, @Nullable HttpProxy proxy) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  static Route of(URI address, @Nullable HttpProxy proxy) {
    boolean secure = isSecure(address);
    int port = address.getPort() >= 0 ? address.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    String host = address.getHost().toLowerCase(Locale.ROOT);
    boolean bracketed = host.startsWith("[");
    return new Route(secure, bracketed ? host.substring(1, host.length() - 1) : host, port, proxy);
  }

  /** A host and port as a request names them. */
  static String authority(URI address) {
    return address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort();
  }

  private static boolean isSecure(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  /** The server's host and port, as a tunnel to it is asked for (RFC 9110, 9.3.6). */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  // Of all components, as the record's own, which the JVM makes of method handles when it first
  // needs them: that takes it longer than a short pull does with all its connections.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Route route
        && secure == route.secure
        && port == route.port
        && host.equals(route.host)
        && Objects.equals(proxy, route.proxy);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }
}
