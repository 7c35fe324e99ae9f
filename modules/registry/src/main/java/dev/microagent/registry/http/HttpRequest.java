package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request: a {@code GET}, or a {@code POST} of a form.
 *
 * @param address of the scheme {@code http} or {@code https}, with a host
 * @param headers fields beside those that the client itself sends, which are {@code Host} and what
 *     describes the form
 * @param form in {@code application/x-www-form-urlencoded}; null to get
 */
public record HttpRequest(URI address, Map<String, String> headers, @Nullable String form) {

  /**
   * Makes a request.
   *
   * @throws IllegalArgumentException if a value has characters that no field may have, such as the
   *     end of a line; the message doesn't show it, as it may be a secret
   */
  public HttpRequest {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    headers.forEach((name, value) -> {
      if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        throw new IllegalArgumentException(name + " can't be sent: it has odd characters");
      }
    });
  }

  /** Whether the server does nothing else when it gets this twice (RFC 9110, 9.2.2). */
  boolean isIdempotent() {
    return form == null;
  }

  /**
   * What is sent.
   *
   * @param proxy what the request is sent to instead of the server; null for the server itself, or
   *     a tunnel to it
   */
  byte[] encoded(@Nullable HttpProxy proxy) {
    URI ascii = URI.create(address.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String resource = ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    String host = Route.authority(ascii);
    StringBuilder text = new StringBuilder(512);
    text.append(form == null ? "GET " : "POST ");
    text.append(proxy == null ? resource : ascii.getScheme() + "://" + host + resource);
    text.append(" HTTP/1.1\r\n");
    field(text, "Host", host);
    if (proxy != null && proxy.authorization() != null) {
      field(text, "Proxy-Authorization", proxy.authorization());
    }
    headers.forEach((name, value) -> field(text, name, value));
    if (form != null) {
      field(text, "Content-Type", "application/x-www-form-urlencoded");
      field(text, "Content-Length", String.valueOf(form.length()));
    }
    text.append("\r\n");
    if (form != null) {
      text.append(form);
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  /** Without what may be a secret: the fields, the form and most of the address. */
  @Override
  public String toString() {
    return (form == null ? "GET " : "POST ") + address.getHost();
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
}
