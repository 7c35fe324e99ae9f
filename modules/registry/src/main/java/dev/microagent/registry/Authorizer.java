package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers a registry's challenges: {@code Basic} with the user's credentials, {@code Bearer} with a
 * token that the realm named in the challenge gives (distribution, "token authentication").
 * Thread-safe.
 */
final class Authorizer {

  /** In bytes; tokens of the large clouds have some 10 KiB. */
  static final int MAX_TOKEN_RESPONSE = 256 << 10;

  private static final int OK = 200;

  /** What a token may be made of (RFC 6750, 2.1); some use a little more of ASCII. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final String registry;
  private final Endpoint endpoint;
  private final CredentialProvider provider;
  private final HttpTransport transport;
  private final Retry retry;
  private @Nullable String authorization;

  Authorizer(
      String registry,
      Endpoint endpoint,
      CredentialProvider provider,
      HttpTransport transport,
      Retry retry) {
    this.registry = registry;
    this.endpoint = endpoint;
    this.provider = provider;
    this.transport = transport;
    this.retry = retry;
  }

  /** What to send with the next request; null for nothing. */
  synchronized @Nullable String authorization() {
    return authorization;
  }

  /**
   * Finds another authorization after one was refused. Requests that were refused together share
   * what the first of them obtains.
   *
   * @param refused what was sent; null for nothing
   * @return whether there is something else to try
   */
  synchronized boolean renew(@Nullable String refused, List<String> headers) throws IOException {
    if (!Objects.equals(refused, authorization)) {
      return true;
    }
    List<Challenge> challenges =
        headers.stream().flatMap(header -> Challenge.parse(header).stream()).toList();
    Optional<Challenge> bearer = find(challenges, "bearer");
    Credentials credentials = provider.credentials(registry);
    if (bearer.isPresent()) {
      authorization = "Bearer " + token(bearer.get(), credentials);
      return true;
    }
    if (find(challenges, "basic").isPresent() && credentials != null) {
      authorization = basic(credentials);
      return !authorization.equals(refused);
    }
    return false;
  }

  private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
    return challenges.stream().filter(challenge -> challenge.scheme().equals(scheme)).findFirst();
  }

  private static String basic(Credentials credentials) {
    String pair = credentials.username() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private String token(Challenge challenge, @Nullable Credentials credentials) throws IOException {
    URI address = tokenAddress(challenge);
    String authorization = credentials == null ? null : basic(credentials);
    HttpResponse<BodyChannel> response;
    try {
      response = retry.send(() -> transport.get(address, "application/json", authorization));
    } catch (IOException e) {
      throw HttpErrors.unreachable(address, e);
    }
    if (response.statusCode() != OK) {
      throw HttpErrors.ofResponse("token of " + registry, response);
    }
    byte[] body;
    try {
      body = response.body().readUpTo(MAX_TOKEN_RESPONSE);
    } catch (IOException e) {
      throw HttpErrors.unreachable(address, e);
    }
    if (body.length > MAX_TOKEN_RESPONSE) {
      throw badToken(address, "longer than " + MAX_TOKEN_RESPONSE + " bytes");
    }
    try {
      return token(JsonReader.object(body, "token"), address);
    } catch (DocumentException e) {
      throw badToken(address, String.valueOf(e.getMessage()));
    }
  }

  private static String token(JsonObject response, URI address) throws IOException {
    String token = response.stringOrEmpty("token");
    if (token.isEmpty()) {
      token = response.stringOrEmpty("access_token");
    }
    if (!TOKEN.matcher(token).matches()) {
      throw badToken(address, token.isEmpty() ? "no token in it" : "the token isn't one");
    }
    return token;
  }

  private URI tokenAddress(Challenge challenge) throws RegistryException {
    String realm = challenge.parameters().getOrDefault("realm", "");
    StringBuilder address = new StringBuilder(realm);
    address.append(realm.indexOf('?') < 0 ? '?' : '&');
    String service = challenge.parameters().get("service");
    if (service != null) {
      address.append("service=").append(URLEncoder.encode(service, UTF_8)).append('&');
    }
    String scope =
        challenge
            .parameters()
            .getOrDefault("scope", "repository:" + endpoint.repository() + ":pull");
    address.append("scope=").append(URLEncoder.encode(scope, UTF_8));
    URI uri;
    try {
      uri = URI.create(address.toString());
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          RegistryException.Kind.BAD_RESPONSE,
          registry + ": the registry names no address to get a token from",
          e);
    }
    Origins.requireAllowed(endpoint.origin(), uri, "token realm");
    return uri;
  }

  private static RegistryException badToken(URI address, String why) {
    return new RegistryException(
        RegistryException.Kind.BAD_RESPONSE,
        "token from " + Origins.redacted(address) + ": " + why);
  }
}
