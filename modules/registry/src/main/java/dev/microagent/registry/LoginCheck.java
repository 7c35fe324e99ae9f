package dev.microagent.registry;

import dev.microagent.registry.http.HttpResponse;
import java.io.IOException;
import java.util.Locale;

/** Asks a registry whether it knows a user. */
public final class LoginCheck {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private LoginCheck() {}

  /**
   * Shows a registry, or the token server that it names, a user's name and password.
   *
   * @param registry as references name it
   * @param options how to reach it; their credentials don't matter
   * @return whether it asked for them; one that lets anybody in says nothing of their worth
   * @throws RegistryException of the kind {@link RegistryException.Kind#LOGIN_REFUSED} if it
   *     doesn't take them
   */
  public static boolean verify(
      String registry, Credentials.Password credentials, SourceOptions options) throws IOException {
    return verify(registry, credentials, options, Thread::sleep);
  }

  static boolean verify(
      String registry, Credentials.Password credentials, SourceOptions options, Retry.Pause pause)
      throws IOException {
    SourceOptions own = options.withCredentials((_, _) -> credentials);
    Endpoint endpoint = Endpoint.of(registry, own);
    try (RegistryClient client = new RegistryClient(registry, endpoint, own, pause)) {
      HttpResponse response = client.ask(endpoint.api(), "application/json");
      requireRegistry(registry, response);
      if (response.status() != OK) {
        throw HttpErrors.withoutWords(registry, registry, response);
      }
      response.body().close();
      return client.isChallenged();
    } catch (RegistryException e) {
      throw e.kind() == RegistryException.Kind.UNAUTHORIZED
          ? new RegistryException(
              RegistryException.Kind.LOGIN_REFUSED,
              "%s: it refuses this user name or password (HTTP %d)"
                  .formatted(registry, e.status().orElse(0)))
          : e;
    }
  }

  private static void requireRegistry(String registry, HttpResponse response)
      throws RegistryException {
    String mediaType = response.headers().firstValue("Content-Type").orElse("");
    boolean page = mediaType.toLowerCase(Locale.ROOT).startsWith("text/html");
    if (response.status() == NOT_FOUND || (response.status() == OK && page)) {
      response.body().close();
      throw new RegistryException(
          RegistryException.Kind.BAD_RESPONSE, registry + ": what answers there is no registry");
    }
  }
}
