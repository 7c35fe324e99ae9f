package dev.microagent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialHelperTest {

  @TempDir Path directory;

  private void script(String name, String body) throws IOException {
    Path file = directory.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Credentials get(String registry) throws IOException {
    return new CredentialHelper("test", directory.toString(), CredentialHelper.TIMEOUT)
        .get(registry);
  }

  private void assertFails(String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> get("h"))
        .withMessageContaining("docker-credential-test: " + why)
        .withMessageNotContaining("secret")
        .matches(e -> e.kind() == RegistryException.Kind.CREDENTIALS && e.getCause() == null);
  }

  @ParameterizedTest
  @CsvSource({"h:5000, h:5000", "docker.io, https://index.docker.io/v1/"})
  void asksForTheRegistry(String registry, String server) throws Exception {
    script("test", "[ $1 = get ] && printf '{\"Username\":\"u\",\"Secret\":\"%s\"}' \"$(cat)\"");
    assertThat(get(registry)).isEqualTo(new Credentials.Password("u", server));
  }

  @Test
  void knowsIdentityTokens() throws Exception {
    script("test", "echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");
    assertThat(get("h")).isEqualTo(new Credentials.IdentityToken("t"));
  }

  @Test
  void goesWithoutWhereThereIsNone() throws Exception {
    script("test", "echo 'credentials not found in native keychain'; exit 1");
    assertThat(get("h")).isNull();
  }

  @Test
  void tellsWhatFailed() throws Exception {
    assertFails("not found in PATH");
    script("test", "printf 'locked\\033[2J\\nmore\\n'; exit 1");
    assertFails("locked?[2J");
    script("test", "echo secret");
    assertFails("its answer isn't");
    script("test", "head -c 100000 /dev/zero");
    assertFails("answers with more than");
  }

  @Test
  void waitsNotForEver() throws Exception {
    script("test", "exec sleep 600");
    CredentialHelper helper =
        new CredentialHelper("test", directory.toString(), Duration.ofMillis(100));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> helper.get("h"))
        .withMessageContaining("no answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "/bin/x", "a/b", "-x", ".x", "a b"})
  void isNoPath(String name) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> new CredentialHelper(name, "/bin", CredentialHelper.TIMEOUT))
        .withMessageContaining("not a name");
  }

  @Test
  void asksTheRegistrysOwnBeforeTheEntriesAndTheStoreAfterThem() throws Exception {
    script("own", "echo '{\"Username\":\"own\",\"Secret\":\"p\"}'");
    script("store", "echo '{\"Username\":\"store\",\"Secret\":\"p\"}'");
    Path file = directory.resolve("auth.json");
    Files.writeString(
        file,
        """
        {"auths": {"a": {"auth": "dTpw"}, "b": {"auth": "dTpw"}, "c": {}},
         "credHelpers": {"a": "own"}, "credsStore": "store"}
        """);
    AuthFiles files =
        AuthFiles.of(
            Map.of("REGISTRY_AUTH_FILE", file.toString(), "PATH", directory.toString()), directory);
    assertThat(files.credentials("a", "r")).isEqualTo(new Credentials.Password("own", "p"));
    assertThat(files.credentials("b", "r")).isEqualTo(new Credentials.Password("u", "p"));
    assertThat(files.credentials("c", "r")).isEqualTo(new Credentials.Password("store", "p"));
  }
}
