package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.sun.net.httpserver.HttpExchange;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAuthorizationTest {

  private static final Platform AMD64 = Platform.parse("amd64");
  private static final byte[] LAYER = "layer".getBytes(UTF_8);
  private static final String BASIC_U_P = "Basic dTpw";
  private static final SourceOptions WITH_CREDENTIALS =
      SourceOptions.DEFAULTS.withCredentials(
          (registry, repository) -> new Credentials.Password("u", "p"));

  private final Sources sources = new Sources();
  private final TestImage image = new TestImage("linux/amd64", "layer");
  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    registry.add("v1", image);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** Lets nobody in who doesn't show this, and tells them where to get it. */
  private void require(AtomicReference<String> authorization, String challenge) {
    registry.gate(exchange -> {
      boolean asksForToken = exchange.getRequestURI().getPath().equals("/token");
      if (!asksForToken && !authorization.get().equals(shown(exchange))) {
        FakeRegistry.status(
                401,
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"who are you\"}]}",
                "WWW-Authenticate",
                challenge)
            .to(exchange);
      }
    });
  }

  private static String shown(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private String bearerChallenge() {
    return "Bearer realm=\"http://%s/token\",service=\"the service\",scope=\"repository:x:pull\""
        .formatted(registry.host());
  }

  private void tokenAnswers(String json) {
    registry.answer("/token", FakeRegistry.status(200, json));
  }

  private void pull(SourceOptions options) throws IOException {
    try (ImageSource source = sources.registry(registry.reference("v1"), options)) {
      ResolvedImage resolved = source.resolve(AMD64);
      Sources.read(source, resolved.layers().getFirst().descriptor());
    }
  }

  private void assertFails(SourceOptions options, RegistryException.Kind kind, String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> pull(options))
        .withMessageContaining(why)
        .matches(e -> e.kind() == kind, "is " + kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "access_token"})
  void getsATokenOnceForAll(String member) throws Exception {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    tokenAnswers("{\"%s\":\"t1\",\"expires_in\":300}".formatted(member));
    pull(SourceOptions.DEFAULTS);
    assertThat(registry.requests())
        .filteredOn(request -> request.path().equals("/token"))
        .singleElement()
        .matches(request -> request.authorization().equals("null"))
        .matches(
            request -> request.query().equals("service=the+service&scope=repository:x:pull"),
            "has service and scope");
  }

  @Test
  void showsTheRealmCredentialsAndTheRegistryTheToken() throws Exception {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    tokenAnswers("{\"token\":\"t1\"}");
    pull(WITH_CREDENTIALS);
    assertThat(registry.requests())
        .allMatch(request ->
            request.path().equals("/token")
                ? request.authorization().equals(BASIC_U_P)
                : !request.authorization().contains("Basic"));
  }

  @Test
  void postsAnIdentityTokenToTheRealmAlone() throws Exception {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    AtomicReference<String> form = new AtomicReference<>("");
    registry.answer(
        "/token",
        exchange -> {
          form.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          FakeRegistry.status(200, "{\"access_token\":\"t1\"}").to(exchange);
        });
    pull(with(new Credentials.IdentityToken("re/fresh")));
    assertThat(form.get())
        .startsWith("grant_type=refresh_token&")
        .contains("&refresh_token=re%2Ffresh&service=the+service&scope=");
    assertThat(registry.requests())
        .noneMatch(r -> (r.query() + r.authorization()).contains("fresh"));
  }

  @Test
  void asksAnonymouslyWhereIdentityTokensAreUnknown() throws Exception {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    registry.answer(
        "/token",
        exchange -> {
          boolean post = exchange.getRequestMethod().equals("POST");
          FakeRegistry.status(post ? 405 : 200, "{\"token\":\"t1\"}").to(exchange);
        });
    pull(with(new Credentials.IdentityToken("refresh")));
    assertThat(registry.requests())
        .noneMatch(r -> (r.query() + r.authorization()).contains("refresh"));
  }

  @Test
  void showsARegistryTokenWithoutAskingForOne() throws Exception {
    require(new AtomicReference<>("Bearer mine"), bearerChallenge());
    pull(with(new Credentials.RegistryToken("mine")));
    assertThat(registry.requests()).noneMatch(r -> r.path().equals("/token"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 500})
  void showsNothingOfWhatATokenServerSays(int status) {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    registry.answer(
        "/token",
        exchange -> {
          String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          FakeRegistry.status(
                  status,
                  status == 200
                      ? form
                      : "{\"errors\":[{\"code\":\"refresh\",\"message\":\"%s\"}]}".formatted(form))
              .to(exchange);
        });
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> pull(with(new Credentials.IdentityToken("refresh"))))
        .withMessageContaining("token ")
        .withMessageNotContaining("refresh")
        .withNoCause()
        .matches(e -> e.registryCode() == null);
  }

  private static SourceOptions with(Credentials credentials) {
    return SourceOptions.DEFAULTS.withCredentials((registry, repository) -> credentials);
  }

  @Test
  void asksForThePullScopeWhereTheChallengeNamesNone() throws Exception {
    require(
        new AtomicReference<>("Bearer t1"),
        "Bearer realm=\"http://" + registry.host() + "/token?a=b\"");
    tokenAnswers("{\"token\":\"t1\"}");
    pull(SourceOptions.DEFAULTS);
    assertThat(registry.requests())
        .anyMatch(r -> r.query().equals("a=b&scope=repository:team/app:pull"));
  }

  @Test
  void getsAnotherTokenWhenOneRunsOut() throws Exception {
    AtomicReference<String> valid = new AtomicReference<>("Bearer t1");
    AtomicInteger tokens = new AtomicInteger();
    require(valid, bearerChallenge());
    registry.answer(
        "/token",
        exchange ->
            FakeRegistry.status(200, "{\"token\":\"t" + tokens.incrementAndGet() + "\"}")
                .to(exchange));
    try (ImageSource source = sources.registry(registry.reference("v1"), SourceOptions.DEFAULTS)) {
      ResolvedImage resolved = source.resolve(AMD64);
      valid.set("Bearer t2");
      assertThat(Sources.read(source, resolved.layers().getFirst().descriptor())).hasSize(5);
    }
    assertThat(tokens).hasValue(2);
  }

  @Test
  void givesUpWhenTheTokenIsNotTaken() {
    require(new AtomicReference<>("Bearer other"), bearerChallenge());
    tokenAnswers("{\"token\":\"t1\"}");
    assertFails(
        SourceOptions.DEFAULTS,
        RegistryException.Kind.UNAUTHORIZED,
        "(HTTP 401, UNAUTHORIZED: who are you)");
    assertThat(registry.requests()).hasSize(3);
  }

  @Test
  void showsCredentialsToARegistryThatWantsThem() throws Exception {
    require(new AtomicReference<>(BASIC_U_P), "Basic realm=\"r\"");
    pull(WITH_CREDENTIALS);
    assertThat(registry.requests().getFirst().authorization()).isEqualTo("null");
    assertFails(SourceOptions.DEFAULTS, RegistryException.Kind.UNAUTHORIZED, "access denied");
  }

  @Test
  void givesUpOnWrongCredentials() {
    require(new AtomicReference<>("Basic other"), "Basic realm=\"r\"");
    assertFails(WITH_CREDENTIALS, RegistryException.Kind.UNAUTHORIZED, "access denied");
    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void askingForATokenMayFail() {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    assertFails(SourceOptions.DEFAULTS, RegistryException.Kind.NOT_FOUND, "token of ");
    tokenAnswers("<html>");
    assertFails(
        SourceOptions.DEFAULTS, RegistryException.Kind.BAD_RESPONSE, "not a JSON object with");
    tokenAnswers("{}");
    assertFails(SourceOptions.DEFAULTS, RegistryException.Kind.BAD_RESPONSE, "no token");
    tokenAnswers("{\"token\":\"a\\r\\nHost: b\"}");
    assertFails(SourceOptions.DEFAULTS, RegistryException.Kind.BAD_RESPONSE, "token isn't one");
    tokenAnswers("{\"token\":\"t1\",\"x\":\"" + "x".repeat(Authorizer.MAX_TOKEN_RESPONSE) + "\"}");
    assertFails(SourceOptions.DEFAULTS, RegistryException.Kind.BAD_RESPONSE, "longer than");
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest, link-local",
    "https://169.254.169.254/latest, link-local",
    "http://[fe80::1]/token, link-local",
    "ftp://127.0.0.1/token, not an http address",
    "https://u:p@127.0.0.1/token, not an http address",
    "/token, not an http address",
    "'', not an http address",
    "'not an address', names no address",
  })
  void refusesStrangeRealms(String realm, String why) {
    require(new AtomicReference<>("Bearer t1"), "Bearer realm=\"" + realm + "\"");
    assertFails(WITH_CREDENTIALS, RegistryException.Kind.BAD_RESPONSE, why);
  }

  @Test
  void wantsEncryptionFromWhatAnEncryptedServerNames() {
    URI secure = URI.create("https://r.example/v2/");
    URI plain = URI.create("http://127.0.0.1/token");
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> Origins.requireAllowed(secure, plain, "redirect to"))
        .withMessage("redirect to http://127.0.0.1/token refused: not encrypted");
    assertThatNoException().isThrownBy(() -> Origins.requireAllowed(plain, plain, "redirect to"));
    assertThatNoException()
        .isThrownBy(
            () -> Origins.requireAllowed(secure, URI.create("https://127.0.0.1/x"), "redirect to"));
  }

  @Test
  void showsAnotherOriginNothing() throws Exception {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    tokenAnswers("{\"token\":\"t1\"}");
    String path = FakeRegistry.blobPath(TestImage.digest(LAYER));
    try (FakeRegistry other = new FakeRegistry()) {
      other.add("v1", image);
      registry.answer(
          path, FakeRegistry.status(307, "", "Location", "http://" + other.host() + path + "?s=1"));
      pull(WITH_CREDENTIALS);
      assertThat(other.requests())
          .singleElement()
          .matches(request -> request.authorization().equals("null"), "no authorization")
          .matches(request -> request.query().equals("s=1"));
    }
  }

  @Test
  void showsItsOwnOriginTheTokenAgainAfterARedirect() throws Exception {
    require(new AtomicReference<>("Bearer t1"), bearerChallenge());
    tokenAnswers("{\"token\":\"t1\"}");
    String path = FakeRegistry.blobPath(TestImage.digest(LAYER));
    registry.answer(path, FakeRegistry.status(302, "", "Location", "/elsewhere"));
    registry.answer("/elsewhere", FakeRegistry.body("x", LAYER));
    pull(SourceOptions.DEFAULTS);
    assertThat(registry.requests().getLast().path()).isEqualTo("/elsewhere");
  }

  @Test
  void doesNotAnswerAnotherOriginsChallenge() throws Exception {
    String path = FakeRegistry.blobPath(TestImage.digest(LAYER));
    try (FakeRegistry other = new FakeRegistry()) {
      other.gate(FakeRegistry.status(401, "", "WWW-Authenticate", "Basic realm=\"mine\""));
      registry.answer(
          path, FakeRegistry.status(307, "", "Location", "http://" + other.host() + "/x"));
      assertFails(WITH_CREDENTIALS, RegistryException.Kind.UNAUTHORIZED, "HTTP 401");
      assertThat(other.requests()).hasSize(1);
    }
  }

  @Test
  void keepsSecretsOutOfMessages() {
    assertThat(new Credentials.Password("u", "secret").toString()).doesNotContain("secret");
    assertThat(Origins.redacted(URI.create("https://u:p@h:1/a?signature=secret#f")))
        .isEqualTo("https://h:1/a");
  }
}
