package dev.microagent.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
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
  private final ProxySettings proxy;
  private final Duration idleTimeout;

  /**
   * Makes ready to talk to one registry.
   *
   * @param plainHttp whether it is spoken to without encryption; then HTTP/2 isn't offered, since
   *     that needs an upgrade which not every server and proxy understands
   */
  HttpTransport(boolean plainHttp, SourceOptions options) {
    this.client =
        HttpClient.newBuilder()
            .version(plainHttp ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connectTimeout())
            .sslContext(
                new DeferredSslContext(() -> TrustedCertificates.context(options.trusted())))
            // None of its own; without these it would ask the context for its defaults at once.
            .sslParameters(new SSLParameters())
            .proxy(options.proxy().selector())
            .build();
    this.proxy = options.proxy();
    this.idleTimeout = options.idleTimeout();
  }

  /**
   * Gets what an address leads to. The caller closes the response's body.
   *
   * @param authorization for the address's own origin; null for none
   */
  HttpResponse<BodyChannel> get(URI address, String accept, @Nullable String authorization)
      throws IOException {
    return get(address, accept, 0, authorization);
  }

  /**
   * Gets what follows the first bytes of what an address leads to, or all of it from a server that
   * knows no ranges. The caller closes the response's body.
   *
   * @param offset number of bytes to leave out
   * @param authorization for the address's own origin; null for none
   */
  HttpResponse<BodyChannel> get(
      URI address, String accept, long offset, @Nullable String authorization) throws IOException {
    URI at = address;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at).header("Accept", accept).header("User-Agent", USER_AGENT);
      if (authorization != null && Origins.same(address, at)) {
        request.header("Authorization", authorization);
      }
      String proxyAuthorization = proxy.authorization(at);
      if (proxyAuthorization != null) {
        // The client sends it to the proxy alone, not through its tunnel.
        request.header("Proxy-Authorization", proxyAuthorization);
      }
      if (offset > 0) {
        request.header("Range", "bytes=" + offset + "-");
      }
      HttpResponse<BodyChannel> response = send(request.build());
      if (!REDIRECTS.contains(response.statusCode())) {
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
  HttpResponse<BodyChannel> post(URI address, String accept, String form) throws IOException {
    return send(
        HttpRequest.newBuilder(address)
            .header("Accept", accept)
            .header("User-Agent", USER_AGENT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  private static URI target(URI from, HttpResponse<?> response) throws RegistryException {
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

  private HttpResponse<BodyChannel> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<BodyChannel>> response =
        client.sendAsync(request, info -> new BodyChannel(idleTimeout));
    try {
      return response.get(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new HttpTimeoutException("no answer for " + idleTimeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException(String.valueOf(e.getCause()), e);
    }
  }

  /** Breaks off whatever is still under way. */
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
