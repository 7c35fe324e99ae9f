package dev.microagent.registry;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are reached without a proxy: names, which stand for their subdomains as well, with or
 * without a dot before them; addresses and ranges of them ({@code 10.0.0.0/8}); each with or
 * without a port; {@code *} for all.
 */
record NoProxy(List<String> rules) {

  static NoProxy parse(String list) {
    return new NoProxy(
        Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(rule -> !rule.isEmpty())
            .toList());
  }

  boolean matches(URI address) {
    String host = unbracketed(address.getHost().toLowerCase(Locale.ROOT));
    InetAddress literal = literal(host);
    if (host.equals("localhost") || (literal != null && literal.isLoopbackAddress())) {
      return true;
    }
    int port = Origins.port(address);
    return rules.stream().anyMatch(rule -> matches(rule, host, literal, port));
  }

  private static boolean matches(
      String rule, String host, @Nullable InetAddress address, int port) {
    if (rule.equals("*")) {
      return true;
    }
    String name = rule;
    int colon = rule.lastIndexOf(':');
    boolean oneColon = colon == rule.indexOf(':') || rule.startsWith("[");
    if (colon > rule.lastIndexOf(']') && colon >= 0 && oneColon) {
      if (!rule.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = rule.substring(0, colon);
    }
    name = unbracketed(name);
    if (address != null) {
      return inRange(address, name);
    }
    String domain = name.replaceFirst("^\\*?\\.", "");
    return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
  }

  private static boolean inRange(InetAddress address, String range) {
    int slash = range.indexOf('/');
    InetAddress network = literal(slash < 0 ? range : range.substring(0, slash));
    if (network == null) {
      return false;
    }
    byte[] a = address.getAddress();
    byte[] b = network.getAddress();
    if (a.length != b.length) {
      return false;
    }
    int bits;
    try {
      bits = slash < 0 ? 8 * a.length : Integer.parseInt(range.substring(slash + 1));
    } catch (NumberFormatException e) {
      return false;
    }
    if (bits < 0 || bits > 8 * a.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((a[bit / 8] ^ b[bit / 8]) & (0x80 >> bit % 8)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** An address that is written as such; null for a name, which isn't looked up. */
  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
