package dev.microagent.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One way in which a server wants to be convinced, as a {@code WWW-Authenticate} header names it
 * (RFC 9110, 11.6.1). A header may name several.
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by name, in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  /** Reads a header as far as it can be understood; what comes after that is left out. */
  static List<Challenge> parse(String header) {
    return new Scanner(header).challenges();
  }

  private static final class Scanner {

    private final String text;
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    List<Challenge> challenges() {
      List<Challenge> result = new ArrayList<>();
      skipSeparators();
      String scheme = token();
      while (!scheme.isEmpty()) {
        Map<String, String> parameters = new TreeMap<>();
        result.add(new Challenge(scheme, parameters));
        skipSeparators();
        String name = token();
        while (!name.isEmpty() && skipEquals()) {
          parameters.putIfAbsent(name, value());
          skipSeparators();
          name = token();
        }
        // A word that no "=" follows begins the next challenge.
        scheme = name;
      }
      return List.copyOf(result);
    }

    private void skipSeparators() {
      while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private boolean skipEquals() {
      int next = at;
      while (next < text.length() && " \t".indexOf(text.charAt(next)) >= 0) {
        next++;
      }
      if (next == text.length() || text.charAt(next) != '=') {
        return false;
      }
      at = next + 1;
      while (at < text.length() && " \t".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return true;
    }

    private String token() {
      return raw().toLowerCase(Locale.ROOT);
    }

    private String raw() {
      int start = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private String value() {
      if (at == text.length() || text.charAt(at) != '"') {
        return raw();
      }
      StringBuilder value = new StringBuilder();
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
        at++;
      }
      at = Math.min(at + 1, text.length());
      return value.toString();
    }
  }
}
