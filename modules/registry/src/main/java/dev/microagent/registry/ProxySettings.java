package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go through a proxy, by the variables that other programs take: {@code HTTPS_PROXY}
 * and {@code HTTP_PROXY} name one as {@code http://[USER:PASSWORD@]HOST[:PORT]}, {@code NO_PROXY}
 * lists hosts to reach without. Each may be in lower case as well, which wins. This machine itself
 * is never reached through a proxy. Immutable.
 */
public final class ProxySettings {

  /** No proxy at all. */
  public static final ProxySettings NONE = new ProxySettings(null, null, NoProxy.parse(""));

  private static final int DEFAULT_PORT = 80;
  private static final int MAX_PORT = (1 << 16) - 1;

  /** A proxy, and what it is sent to know us by. */
  private record Server(InetSocketAddress address, @Nullable String authorization) {

    static @Nullable Server parse(String variable, String text) {
      if (text.isBlank()) {
        return null;
      }
      URI uri;
      try {
        uri = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
      } catch (IllegalArgumentException e) {
        throw malformed(variable);
      }
      if (!"http".equalsIgnoreCase(uri.getScheme())
          || uri.getHost() == null
          || uri.getPort() > MAX_PORT) {
        throw malformed(variable);
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      String user = uri.getRawUserInfo();
      // Resolved when it is used, as it may never be.
      return new Server(
          InetSocketAddress.createUnresolved(uri.getHost(), port),
          user == null ? null : basic(user));
    }

    private static String basic(String userInfo) {
      // Here a plus sign is no space.
      String pair = URLDecoder.decode(userInfo.replace("+", "%2B"), UTF_8);
      String full = pair.contains(":") ? pair : pair + ":";
      return "Basic " + Base64.getEncoder().encodeToString(full.getBytes(UTF_8));
    }

    /** Without the value, which may hold a password. */
    private static IllegalArgumentException malformed(String variable) {
      return new IllegalArgumentException(
          variable + " is not a proxy's address of the form http://[USER:PASSWORD@]HOST[:PORT]");
    }
  }

  private final @Nullable Server http;
  private final @Nullable Server https;
  private final NoProxy exceptions;

  private ProxySettings(@Nullable Server http, @Nullable Server https, NoProxy exceptions) {
    this.http = http;
    this.https = https;
    this.exceptions = exceptions;
  }

  /**
   * Takes the settings from environment variables.
   *
   * @throws IllegalArgumentException if one isn't the address of a proxy; the message names the
   *     variable, not its value
   */
  public static ProxySettings of(Map<String, String> variables) {
    return new ProxySettings(
        server(variables, "HTTP_PROXY"),
        server(variables, "HTTPS_PROXY"),
        NoProxy.parse(value(variables, "NO_PROXY")));
  }

  private static @Nullable Server server(Map<String, String> variables, String name) {
    return Server.parse(name, value(variables, name));
  }

  private static String value(Map<String, String> variables, String name) {
    String lower = variables.get(name.toLowerCase(Locale.ROOT));
    return lower == null ? variables.getOrDefault(name, "") : lower;
  }

  private @Nullable Server server(URI address) {
    Server server = "https".equalsIgnoreCase(address.getScheme()) ? https : http;
    return server == null || exceptions.matches(address) ? null : server;
  }

  /** What the proxy for an address wants to see; null for no proxy, or one that wants nothing. */
  @Nullable String authorization(URI address) {
    Server server = server(address);
    return server == null ? null : server.authorization();
  }

  /** Tells an HTTP client where to send requests. */
  ProxySelector selector() {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI address) {
        Server server = server(address);
        return List.of(
            server == null
                ? Proxy.NO_PROXY
                : new Proxy(
                    Proxy.Type.HTTP,
                    new InetSocketAddress(
                        server.address().getHostString(), server.address().getPort())));
      }

      @Override
      public void connectFailed(URI address, SocketAddress proxy, IOException e) {
        // The request fails and says so.
      }
    };
  }
}
