package dev.microagent.registry;

import dev.microagent.registry.http.HttpClient;
import dev.microagent.registry.http.HttpRequest;
import dev.microagent.registry.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and follows redirects. Secrets go to the origin that they were meant for, never to
 * one that it redirects to. Thread-safe.
 */
final class HttpTransport implements AutoCloseable {

  /** Registries redirect once, to where blobs are kept; some through a load balancer. */
  private static final int MAX_REDIRECTS = 5;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final String USER_AGENT = "microagent-images";

  private final HttpClient client;

  HttpTransport(SourceOptions options) {
    this.client =
        new HttpClient(
            () -> TlsBackend.tls(options.trusted()),
            options.proxy()::proxy,
            options.connectTimeout(),
            options.idleTimeout());
  }

  /**
   * Gets what an address leads to. The caller closes the response's body.
   *
   * @param authorization for the address's own origin; null for none
   */
  HttpResponse get(URI address, String accept, @Nullable String authorization) throws IOException {
    return get(address, accept, 0, authorization);
  }

  /**
   * Gets what follows the first bytes of what an address leads to, or all of it from a server that
   * knows no ranges. The caller closes the response's body.
   *
   * @param offset number of bytes to leave out
   * @param authorization for the address's own origin; null for none
   */
  HttpResponse get(URI address, String accept, long offset, @Nullable String authorization)
      throws IOException {
    URI at = address;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      Map<String, String> headers = headers(accept);
      if (authorization != null && Origins.same(address, at)) {
        headers.put("Authorization", authorization);
      }
      if (offset > 0) {
        headers.put("Range", "bytes=" + offset + "-");
      }
      HttpResponse response = client.send(new HttpRequest(at, headers, null));
      if (!REDIRECTS.contains(response.status())) {
        return response;
      }
      response.body().close();
      URI target = target(at, response);
      Origins.requireAllowed(at, target, "redirect to");
      at = target;
    }
    throw new RegistryException(
        RegistryException.Kind.BAD_RESPONSE,
        Origins.redacted(address) + ": more than " + MAX_REDIRECTS + " redirects");
  }

  /**
   * Sends a form. Redirects aren't followed, as the form may hold secrets. The caller closes the
   * response's body.
   */
  HttpResponse post(URI address, String accept, String form) throws IOException {
    return client.send(new HttpRequest(address, headers(accept), form));
  }

  private static Map<String, String> headers(String accept) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", accept);
    headers.put("User-Agent", USER_AGENT);
    return headers;
  }

  private static URI target(URI from, HttpResponse response) throws RegistryException {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      if (!location.isEmpty()) {
        return from.resolve(location);
      }
    } catch (IllegalArgumentException e) {
      // not an address; said below
    }
    throw new RegistryException(
        RegistryException.Kind.BAD_RESPONSE,
        Origins.redacted(from) + ": redirect without an address");
  }

  /** Breaks off whatever is still under way. */
  @Override
  public void close() {
    client.close();
  }
}
