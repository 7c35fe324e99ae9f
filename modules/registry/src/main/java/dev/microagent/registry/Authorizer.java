package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import dev.microagent.registry.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** How token servers answer that know nothing but GET. */
  private static final Set<Integer> NO_OAUTH = Set.of(404, 405);

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
    Credentials credentials = provider.credentials(registry, endpoint.repository());
    if (bearer.isPresent()) {
      if (credentials instanceof Credentials.RegistryToken(String token)) {
        return replace(refused, "Bearer " + usable(token));
      }
      authorization = "Bearer " + token(bearer.get(), credentials);
      return true;
    }
    if (find(challenges, "basic").isPresent()
        && credentials instanceof Credentials.Password password) {
      return replace(refused, basic(password));
    }
    return false;
  }

  private boolean replace(@Nullable String refused, String with) {
    authorization = with;
    return !with.equals(refused);
  }

  private String usable(String token) throws RegistryException {
    if (!TOKEN.matcher(token).matches()) {
      throw new RegistryException(
          RegistryException.Kind.CREDENTIALS, registry + ": the stored token isn't one");
    }
    return token;
  }

  private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
    return challenges.stream().filter(challenge -> challenge.scheme().equals(scheme)).findFirst();
  }

  private static String basic(Credentials.Password credentials) {
    String pair = credentials.username() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private String token(Challenge challenge, @Nullable Credentials credentials) throws IOException {
    URI realm = realm(challenge);
    String query = query(challenge);
    URI address = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
    HttpResponse response;
    try {
      response =
          credentials instanceof Credentials.IdentityToken(String token)
              ? exchange(realm, address, query, token)
              : get(address, credentials);
    } catch (IOException e) {
      throw HttpErrors.unreachable(address, e);
    }
    if (response.status() != OK) {
      throw HttpErrors.withoutWords(registry, "token of " + registry, response);
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
      // Not even as a cause: a parser's message quotes what it stumbled over.
      throw badToken(address, "not a JSON object with a token");
    }
  }

  private HttpResponse get(URI address, @Nullable Credentials credentials) throws IOException {
    String shown = credentials instanceof Credentials.Password password ? basic(password) : null;
    return retry.send(() -> transport.get(address, "application/json", shown));
  }

  /** Gives a refresh token for an access token; a server that cannot is asked anonymously. */
  private HttpResponse exchange(URI realm, URI address, String query, String token)
      throws IOException {
    String form =
        "grant_type=refresh_token&client_id=microagent&refresh_token="
            + URLEncoder.encode(token, UTF_8)
            + "&"
            + query;
    HttpResponse response = retry.send(() -> transport.post(realm, "application/json", form));
    if (!NO_OAUTH.contains(response.status())) {
      return response;
    }
    response.body().close();
    return get(address, null);
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

  private String query(Challenge challenge) {
    String service = challenge.parameters().get("service");
    String scope = challenge.parameters().get("scope");
    if (scope == null && !endpoint.repository().isEmpty()) {
      scope = "repository:" + endpoint.repository() + ":pull";
    }
    return Stream.of(parameter("service", service), parameter("scope", scope))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("&"));
  }

  private static Optional<String> parameter(String name, @Nullable String value) {
    return Optional.ofNullable(value).map(text -> name + "=" + URLEncoder.encode(text, UTF_8));
  }

  private URI realm(Challenge challenge) throws RegistryException {
    URI realm;
    try {
      realm = URI.create(challenge.parameters().getOrDefault("realm", ""));
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          RegistryException.Kind.BAD_RESPONSE,
          registry + ": the registry names no address to get a token from",
          e);
    }
    Origins.requireAllowed(endpoint.origin(), realm, "token realm");
    return realm;
  }

  private static RegistryException badToken(URI address, String why) {
    return new RegistryException(
        RegistryException.Kind.BAD_RESPONSE,
        "token from " + Origins.redacted(address) + ": " + why);
  }
}
