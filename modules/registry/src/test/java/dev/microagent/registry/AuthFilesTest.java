package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFilesTest {

  @TempDir Path home;

  private static String entry(String key, String pair) {
    return "\"%s\":{\"auth\":\"%s\"}"
        .formatted(key, Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
  }

  private Path write(String file, String... entries) throws IOException {
    return writeText(file, "{\"auths\":{" + String.join(",", entries) + "}}");
  }

  private Path writeText(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private Credentials read(String registry, Map<String, String> environment) throws IOException {
    return AuthFiles.of(environment, home).credentials(registry, "team/app");
  }

  @ParameterizedTest
  @CsvSource({
    "h:5000,                       h:5000,    true",
    "h:5000/team,                  h:5000,    true",
    "h:5000/team/app,              h:5000,    true",
    "h:5000/team/application,      h:5000,    false",
    "h:5000/tea,                   h:5000,    false",
    "h,                            h:5000,    false",
    "https://h/v2/,                h,         true",
    "https://h/v1/,                h,         true",
    "HTTPS://H,                    h,         true",
    "https://h/other,              h,         false",
    "docker.io,                    docker.io, true",
    "https://index.docker.io/v1/,  docker.io, true",
    "index.docker.io,              docker.io, true",
    "evil.docker.io,               docker.io, false"
  })
  void matchesKeys(String key, String registry, boolean matches) throws Exception {
    write(".docker/config.json", entry(key, "u:p"));
    assertThat(read(registry, Map.of()))
        .isEqualTo(matches ? new Credentials.Password("u", "p") : null);
  }

  @Test
  void prefersTheMostSpecificKey() throws Exception {
    write(
        ".docker/config.json",
        entry("h", "host:p"),
        entry("h/team/app", "repository:p"),
        entry("h/team", "namespace:p"));
    assertThat(read("h", Map.of())).isEqualTo(new Credentials.Password("repository", "p"));
  }

  @Test
  void takesTheFirstFileThatHasSome() throws Exception {
    write("run/containers/auth.json", entry("other", "u:p"));
    write(".config/containers/auth.json", entry("h", "config:p"));
    write(".docker/config.json", entry("h", "docker:p"));
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", home.resolve("run").toString());
    assertThat(read("h", environment)).isEqualTo(new Credentials.Password("config", "p"));
  }

  @Test
  void readsTheNamedFileAlone() throws Exception {
    write(".docker/config.json", entry("h", "u:p"));
    Path named = write("named.json", entry("g", "u:a:b"));
    Map<String, String> environment = Map.of("REGISTRY_AUTH_FILE", named.toString());
    assertThat(read("h", environment)).isNull();
    assertThat(read("g", environment)).isEqualTo(new Credentials.Password("u", "a:b"));
    Files.delete(named);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> read("g", environment))
        .withMessageContaining("named.json")
        .withMessageContaining("not found");
  }

  @Test
  void readsTokens() throws Exception {
    write(
        ".docker/config.json",
        "\"i\":{\"auth\":\"dTo=\",\"identitytoken\":\"secret\"}",
        "\"r\":{\"registrytoken\":\"secret\"}");
    assertThat(read("i", Map.of())).isEqualTo(new Credentials.IdentityToken("secret"));
    assertThat(read("r", Map.of())).isEqualTo(new Credentials.RegistryToken("secret"));
    assertThat(read("i", Map.of()) + " " + read("r", Map.of())).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "{\"auths\":secret}",
        "{\"auths\":[\"secret\"]}",
        "{\"auths\":{\"h\":\"secret\"}}",
        "{\"auths\":{\"h\":{\"auth\":\"secret!\"}}}",
        "{\"auths\":{\"h\":{\"auth\":\"c2VjcmV0\"}}}"
      })
  void namesABrokenFileWithoutItsContent(String text) throws Exception {
    writeText(".docker/config.json", text);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> read("h", Map.of()))
        .withMessageContaining("config.json")
        .matches(e -> e.kind() == RegistryException.Kind.CREDENTIALS)
        .matches(e -> !e.getMessage().contains("secret") && e.getCause() == null, "keeps secrets");
  }

  @Test
  void readsNoEndlessFile() throws Exception {
    writeText(".docker/config.json", " ".repeat(AuthFile.MAX_SIZE + 1));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> read("h", Map.of()))
        .withMessageContaining("longer than");
  }
}
