package dev.microagent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

  @Test
  void readsQuotedAndBareParameters() {
    assertThat(
            Challenge.parse(
                "Bearer realm=\"https://a/t?x=1\", service = s , SCOPE=\"repository:r:pull,push\""))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm",
                    "https://a/t?x=1",
                    "service",
                    "s",
                    "scope",
                    "repository:r:pull,push")));
  }

  @Test
  void readsSeveralChallenges() {
    assertThat(Challenge.parse("Negotiate, Basic realm=\"a \\\"b\\\", c\",Bearer realm=x"))
        .containsExactly(
            new Challenge("negotiate", Map.of()),
            new Challenge("basic", Map.of("realm", "a \"b\", c")),
            new Challenge("bearer", Map.of("realm", "x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ",,", "=", "Bearer realm=\"open", "\"", "a=b", "Bearer =x", "\\"})
  void endsWithAnything(String header) {
    assertThat(Challenge.parse(header)).hasSizeLessThan(3);
  }
}
