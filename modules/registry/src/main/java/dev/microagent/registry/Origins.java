package dev.microagent.registry;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/** Who may send us where, and with what. An origin is a scheme, a host and a port (RFC 6454). */
final class Origins {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private Origins() {}

  static boolean same(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  /** The port that an address means, named or not. */
  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return isHttps(uri) ? HTTPS_PORT : HTTP_PORT;
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /**
   * Makes sure that an address that a server named may be gone to: it must be encrypted unless the
   * server itself isn't, and must not be link-local, where machines in a cloud find secrets about
   * themselves.
   *
   * @param from the server that named it
   * @param what it is, for messages
   */
  static void requireAllowed(URI from, URI to, String what) throws RegistryException {
    boolean plain = "http".equalsIgnoreCase(to.getScheme());
    if (to.getHost() == null || to.getUserInfo() != null || !(plain || isHttps(to))) {
      throw refused(what, to, "not an http address");
    }
    if (plain && isHttps(from)) {
      throw refused(what, to, "not encrypted");
    }
    if (isLinkLocal(to.getHost())) {
      throw refused(what, to, "a link-local address");
    }
  }

  private static boolean isLinkLocal(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLinkLocalAddress()) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      // The request itself will say so, unless a proxy knows the name.
      return false;
    }
  }

  private static RegistryException refused(String what, URI to, String why) {
    return new RegistryException(
        RegistryException.Kind.BAD_RESPONSE, what + " " + redacted(to) + " refused: " + why);
  }

  /** Without what may hold secrets: user information, query and fragment. */
  static String redacted(URI uri) {
    if (uri.getHost() == null) {
      return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT) + ":…";
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }
}
