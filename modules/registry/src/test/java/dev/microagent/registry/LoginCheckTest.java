package dev.microagent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginCheckTest {

  private static final Credentials.Password USER = new Credentials.Password("u", "s3cr3t");
  private static final String BASIC = "Basic dTpzM2NyM3Q=";
  private static final String ECHO =
      "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not s3cr3t, %s\"}]}".formatted(BASIC);

  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private boolean verify() throws IOException {
    return LoginCheck.verify(registry.host(), USER, SourceOptions.DEFAULTS, _ -> {});
  }

  /** Answers whoever shows this, and challenges all others. */
  private void require(String authorization, String challenge) {
    registry.answer(
        "/v2/",
        exchange ->
            (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? FakeRegistry.status(200, "{}")
                    : FakeRegistry.status(401, ECHO, "WWW-Authenticate", challenge))
                .to(exchange));
  }

  private String bearer() {
    return "Bearer realm=\"http://%s/token\",service=\"s\"".formatted(registry.host());
  }

  private void assertRefused() {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::verify)
        .withMessageStartingWith(
            registry.host() + ": it refuses this user name or password (HTTP 4")
        .withMessageNotContainingAny("s3cr3t", BASIC)
        .withNoCause()
        .matches(e -> e.kind() == RegistryException.Kind.LOGIN_REFUSED);
  }

  @Test
  void showsThePasswordToARegistryThatAsksForIt() throws Exception {
    require(BASIC, "Basic realm=\"r\"");
    assertThat(verify()).isTrue();
    assertThat(registry.requests().getFirst().authorization()).isEqualTo("null");
    require("Basic other", "Basic realm=\"r\"");
    assertRefused();
  }

  @Test
  void showsThePasswordToTheTokenServerAlone() throws Exception {
    require("Bearer t", bearer());
    registry.answer("/token", FakeRegistry.status(200, "{\"token\":\"t\"}"));
    assertThat(verify()).isTrue();
    assertThat(registry.requests())
        .anyMatch(r ->
            r.path().equals("/token")
                && r.query().equals("service=s")
                && r.authorization().equals(BASIC))
        .noneMatch(r -> r.path().equals("/v2/") && r.authorization().equals(BASIC));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void believesTheTokenServer(int status) {
    require("Bearer t", bearer());
    registry.answer("/token", FakeRegistry.status(status, ECHO));
    assertRefused();
  }

  @Test
  void believesTheRegistryOverTheTokenServer() {
    require("Bearer t", bearer());
    registry.answer("/token", FakeRegistry.status(200, "{\"token\":\"anonymous\"}"));
    assertRefused();
  }

  @Test
  void knowsNothingWhereNobodyIsAsked() throws Exception {
    registry.answer("/v2/", FakeRegistry.status(200, "{}"));
    assertThat(verify()).isFalse();
  }

  @Test
  void tellsWhatIsNoRegistry() {
    assertNoRegistry();
    registry.answer("/v2/", FakeRegistry.status(200, "<html>", "Content-Type", "text/html"));
    assertNoRegistry();
  }

  private void assertNoRegistry() {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::verify)
        .withMessage(registry.host() + ": what answers there is no registry")
        .matches(e -> e.kind() == RegistryException.Kind.BAD_RESPONSE);
  }

  @Test
  void tellsOfARegistryInTrouble() {
    registry.answer("/v2/", FakeRegistry.status(500, ECHO));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::verify)
        .withMessageContaining("is in trouble (HTTP 500)")
        .matches(e -> e.kind() == RegistryException.Kind.SERVER_ERROR);
  }
}
