package dev.microagent.registry;

import dev.microagent.registry.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Gets resources of one repository, proving to the registry whatever it wants. Thread-safe. */
final class RegistryClient implements AutoCloseable {

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int UNAUTHORIZED = 401;

  private final String registry;
  private final HttpTransport transport;
  private final Retry retry;
  private final Authorizer authorizer;

  RegistryClient(String registry, Endpoint endpoint, SourceOptions options, Retry.Pause pause) {
    this.registry = registry;
    this.transport = new HttpTransport(options);
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
  HttpResponse get(URI address, String accept, String what) throws IOException {
    return get(address, accept, 0, what);
  }

  /**
   * Opens a blob that is read on after a connection broke. The caller closes it.
   *
   * @param offset number of the blob's first bytes that aren't needed
   * @param size how many bytes it should have
   * @param what names it in messages
   * @throws RegistryException if the registry doesn't hand it out
   */
  ReadableByteChannel open(URI address, String accept, long offset, long size, String what)
      throws IOException {
    return new ResumingChannel(
        start -> get(address, accept, start, what), address, offset, size, retry);
  }

  private HttpResponse get(URI address, String accept, long offset, String what)
      throws IOException {
    HttpResponse response = authorized(address, accept, offset);
    int status = response.status();
    boolean ranged = status == PARTIAL_CONTENT || status == RANGE_NOT_SATISFIABLE;
    if (status != OK && !(ranged && offset > 0)) {
      throw HttpErrors.ofResponse(registry, what, response);
    }
    return response;
  }

  /**
   * Asks for a resource, whatever comes of it. The caller closes the response's body.
   *
   * @throws RegistryException if there is no answer, or no token for the question
   */
  HttpResponse ask(URI address, String accept) throws IOException {
    return authorized(address, accept, 0);
  }

  /** Whether the registry wanted to know who asks. */
  boolean isChallenged() {
    return authorizer.authorization() != null;
  }

  private HttpResponse authorized(URI address, String accept, long offset) throws IOException {
    String authorization = authorizer.authorization();
    HttpResponse response = send(address, accept, offset, authorization);
    // Once for a registry that wants to know us, or whose token ran out while layers were read.
    if (response.status() == UNAUTHORIZED
        && Origins.same(address, response.address())
        && authorizer.renew(authorization, response.headers().allValues("WWW-Authenticate"))) {
      response.body().close();
      response = send(address, accept, offset, authorizer.authorization());
    }
    return response;
  }

  private HttpResponse send(URI address, String accept, long offset, @Nullable String authorization)
      throws IOException {
    try {
      return retry.send(() -> transport.get(address, accept, offset, authorization));
    } catch (IOException e) {
      throw HttpErrors.unreachable(address, e);
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
