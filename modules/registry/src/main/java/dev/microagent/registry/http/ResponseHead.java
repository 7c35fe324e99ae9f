package dev.microagent.registry.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes before a response's body. Messages of what is wrong with it never quote it: it may be
 * anything.
 *
 * @param persistent whether the connection may be used again after the body (RFC 9112, 9.3)
 */
record ResponseHead(int status, HttpHeaders headers, boolean persistent) {

  /** In bytes. Addresses with signatures, which blobs are redirected to, have some KiB. */
  private static final int MAX_HEAD = 256 << 10;

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.([0-9]) ([1-9][0-9]{2})(?: .*)?", Pattern.DOTALL);

  /** The blanks around a value are left to {@link String#strip}, whose time is linear. */
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\\r\\n\\x00]*)");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /**
   * Reads the head of a final response, and whatever interim ones come before it (RFC 9110, 15.2).
   */
  static ResponseHead read(HttpInput in) throws IOException {
    int left = MAX_HEAD;
    while (true) {
      String line = in.line(left);
      left -= line.length();
      Matcher start = STATUS_LINE.matcher(line);
      if (!start.matches()) {
        throw new ProtocolException("not a status line");
      }
      Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (line = in.line(left); !line.isEmpty(); line = in.line(left)) {
        left -= line.length();
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
          throw new ProtocolException("not a field line");
        }
        fields.computeIfAbsent(field.group(1), _ -> new ArrayList<>()).add(field.group(2).strip());
      }
      int status = Integer.parseInt(start.group(2));
      if (status >= OK) {
        return of(status, start.group(1).equals("0"), new HttpHeaders(fields));
      }
    }
  }

  private static ResponseHead of(int status, boolean old, HttpHeaders headers) {
    // A coding is more than HTTP/1.0 knows: who sends both may mean another end (RFC 9112, 6.1).
    boolean persistent =
        old
            ? headers.lists("Connection", "keep-alive")
                && headers.allValues("Transfer-Encoding").isEmpty()
            : !headers.lists("Connection", "close");
    return new ResponseHead(status, headers, persistent);
  }

  /** Where the body ends (RFC 9112, 6.3). */
  Framing framing(HttpInput in) throws ProtocolException {
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return Framing.ofLength(in, 0);
    }
    List<String> codings = headers.allValues("Transfer-Encoding");
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        throw new ProtocolException("a transfer coding that nobody asked for");
      }
      return Framing.chunked(in);
    }
    List<String> lengths = headers.allValues("Content-Length").stream().distinct().toList();
    if (lengths.isEmpty()) {
      return Framing.untilClose(in);
    }
    if (lengths.size() > 1 || !LENGTH.matcher(lengths.getFirst()).matches()) {
      throw new ProtocolException("not a length");
    }
    return Framing.ofLength(in, Long.parseLong(lengths.getFirst()));
  }
}
