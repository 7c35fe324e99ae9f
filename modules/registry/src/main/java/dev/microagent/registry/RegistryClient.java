package dev.microagent.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Gets resources of one repository, proving to the registry whatever it wants. Thread-safe. */
final class RegistryClient implements AutoCloseable {

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final HttpTransport transport;
  private final Retry retry;
  private final Authorizer authorizer;

  RegistryClient(String registry, Endpoint endpoint, SourceOptions options, Retry.Pause pause) {
    this.transport =
        new HttpTransport(endpoint.isPlainHttp(), options.connectTimeout(), options.idleTimeout());
    this.retry = new Retry(pause);
    this.authorizer = new Authorizer(registry, endpoint, options.credentials(), transport, retry);
  }

  /**
   * Gets a resource. The caller closes the response's body.
   *
   * @param accept media types that are understood
   * @param what names the resource in messages
   * @throws RegistryException if the registry doesn't hand it out
   */
  HttpResponse<BodyChannel> get(URI address, String accept, String what) throws IOException {
    String authorization = authorizer.authorization();
    HttpResponse<BodyChannel> response = send(address, accept, authorization);
    // Once for a registry that wants to know us, or whose token ran out while layers were read.
    if (response.statusCode() == UNAUTHORIZED
        && Origins.same(address, response.uri())
        && authorizer.renew(authorization, response.headers().allValues("WWW-Authenticate"))) {
      response.body().close();
      response = send(address, accept, authorizer.authorization());
    }
    if (response.statusCode() != OK) {
      throw HttpErrors.ofResponse(what, response);
    }
    return response;
  }

  private HttpResponse<BodyChannel> send(URI address, String accept, @Nullable String authorization)
      throws IOException {
    try {
      return retry.send(() -> transport.get(address, accept, authorization));
    } catch (IOException e) {
      throw HttpErrors.unreachable(address, e);
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
