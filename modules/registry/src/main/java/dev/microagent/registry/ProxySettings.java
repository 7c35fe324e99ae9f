package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.registry.http.HttpProxy;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Base64;
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

  private final @Nullable HttpProxy http;
  private final @Nullable HttpProxy https;
  private final NoProxy exceptions;

  private ProxySettings(@Nullable HttpProxy http, @Nullable HttpProxy https, NoProxy exceptions) {
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
        proxy(variables, "HTTP_PROXY"),
        proxy(variables, "HTTPS_PROXY"),
        NoProxy.parse(value(variables, "NO_PROXY")));
  }

  private static @Nullable HttpProxy proxy(Map<String, String> variables, String name) {
    String text = value(variables, name).strip();
    if (text.isEmpty()) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(text.contains("://") ? text : "http://" + text);
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getPort() > MAX_PORT) {
      throw malformed(name);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    String user = uri.getRawUserInfo();
    return new HttpProxy(uri.getHost(), port, user == null ? null : basic(user));
  }

  private static String value(Map<String, String> variables, String name) {
    String lower = variables.get(name.toLowerCase(Locale.ROOT));
    return lower == null ? variables.getOrDefault(name, "") : lower;
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

  /** What stands between us and an address; null for nothing. */
  @Nullable HttpProxy proxy(URI address) {
    HttpProxy proxy = "https".equalsIgnoreCase(address.getScheme()) ? https : http;
    return proxy == null || exceptions.matches(address) ? null : proxy;
  }
}
