package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginStoreTest {

  private static final Credentials.Password USER = new Credentials.Password("user", "s3cr3t:ü");
  private static final String AUTH =
      Base64.getEncoder().encodeToString("user:s3cr3t:ü".getBytes(UTF_8));

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  private LoginStore store() {
    return LoginStore.of(environment, home);
  }

  private Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** A helper that keeps what it is given in a file. */
  private void helper(String name, String store) throws IOException {
    Path program = home.resolve("bin/docker-credential-" + name);
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        """
        #!/bin/sh
        cd '%s'
        case $1 in
          get) [ -e kept ] || { echo 'credentials not found in native keychain'; exit 1; }; cat kept;;
          store) %s;;
          erase) cat > erased; rm kept;;
        esac
        """
            .formatted(home, store));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
  }

  private Credentials read(String registry) throws IOException {
    return AuthFiles.of(environment, home).credentials(registry, "team/app");
  }

  private List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void makesAFileThatItsOwnerAloneMayRead() throws Exception {
    store().store("h:5000", USER);
    Path file = home.resolve(".docker/config.json");
    assertThat(file)
        .hasContent(
            "{\n\t\"auths\": {\n\t\t\"h:5000\": {\n\t\t\t\"auth\": \"%s\"\n\t\t}\n\t}\n}\n"
                .formatted(AUTH));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(names(file.getParent())).containsExactly("config.json", "config.json.lock");
    assertThat(read("h:5000")).isEqualTo(USER);
  }

  @ParameterizedTest
  @CsvSource({
    "'',                  '',                                    .docker/config.json",
    "run,                 '',                                    run/containers/auth.json",
    "missing,             '',                                    .docker/config.json",
    "run,                 .docker/config.json,                   .docker/config.json",
    "run,                 .config/containers/auth.json,          .config/containers/auth.json",
    "run,                 run/containers/auth.json,              run/containers/auth.json"
  })
  void choosesTheFileThatIsReadFirst(String runtime, String existing, String chosen)
      throws Exception {
    Files.createDirectory(home.resolve("run"));
    if (!runtime.isEmpty()) {
      environment.put("XDG_RUNTIME_DIR", home.resolve(runtime).toString());
    }
    if (!existing.isEmpty()) {
      write(existing, "{}");
    }
    assertThat(store().place("h").file()).isEqualTo(home.resolve(chosen));
    store().store("h", USER);
    assertThat(home.resolve(chosen)).content().contains(AUTH);
    assertThat(read("h")).isEqualTo(USER);
  }

  @Test
  void choosesTheFileThatIsNamed() throws Exception {
    write(".docker/config.json", "{}");
    environment.put("REGISTRY_AUTH_FILE", home.resolve("own/auth.json").toString());
    store().store("docker.io", USER);
    assertThat(home.resolve("own/auth.json")).content().contains("\"docker.io\"");
    assertThat(home.resolve(".docker/config.json")).hasContent("{}");
    assertThat(read("docker.io")).isEqualTo(USER);
  }

  @Test
  void storesTheHubAsDockerLooksForIt() throws Exception {
    store().store("docker.io", USER);
    assertThat(home.resolve(".docker/config.json"))
        .content()
        .contains("\"https://index.docker.io/v1/\": {");
    assertThat(read("docker.io")).isEqualTo(USER);
  }

  @Test
  void replacesTheRegistrysEntriesAndKeepsAllElse() throws Exception {
    Path file =
        write(
            ".docker/config.json",
            """
            {
            \t"HttpHeaders": {"X": null, "n": 1.10, "big": 12345678901234567890, "l": [1, {}, []]},
            \t"auths": {
            \t\t"https://h:5000/v2/": {"auth": "b2xkOm9sZA=="},
            \t\t"other": {"auth": "dTpw", "email": "ü"},
            \t\t"H:5000": {"identitytoken": "old"},
            \t\t"h:5000/team/other": {"auth": "dTpw"}
            \t},
            \t"z": "last"
            }
            """);
    store().store("h:5000", USER);
    assertThat(file)
        .hasContent(
            """
            {
            \t"HttpHeaders": {
            \t\t"X": null,
            \t\t"n": 1.10,
            \t\t"big": 12345678901234567890,
            \t\t"l": [
            \t\t\t1,
            \t\t\t{},
            \t\t\t[]
            \t\t]
            \t},
            \t"auths": {
            \t\t"other": {
            \t\t\t"auth": "dTpw",
            \t\t\t"email": "ü"
            \t\t},
            \t\t"h:5000/team/other": {
            \t\t\t"auth": "dTpw"
            \t\t},
            \t\t"h:5000": {
            \t\t\t"auth": "%s"
            \t\t}
            \t},
            \t"z": "last"
            }
            """
                .formatted(AUTH));
    assertThat(read("h:5000")).isEqualTo(USER);
  }

  @Test
  void keepsSymbolicLinks() throws Exception {
    Path linked = write("elsewhere/config.json", "{\"a\": 1}");
    Path file = home.resolve(".docker/config.json");
    Files.createDirectory(file.getParent());
    Files.createSymbolicLink(file, Path.of("../elsewhere/config.json"));
    store().store("h", USER);
    assertThat(file).isSymbolicLink();
    assertThat(linked).content().contains(AUTH).contains("\"a\": 1");
    assertThat(store().erase("h")).isTrue();
    assertThat(file).isSymbolicLink();
    assertThat(linked).content().doesNotContain(AUTH);
    Files.delete(linked);
    store().store("h", USER);
    assertThat(linked).content().contains(AUTH);
  }

  @Test
  void refusesLinksThatLeadInCircles() throws Exception {
    Path file = home.resolve(".docker/config.json");
    Files.createDirectory(file.getParent());
    Files.createSymbolicLink(file, Path.of("config.json"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> store().store("h", USER))
        .withMessageStartingWith("credentials file " + file + ": ")
        .matches(e -> e.kind() == RegistryException.Kind.CREDENTIALS);
    assertThat(file).isSymbolicLink();
  }

  @Test
  void tellsWhereNothingCanBeStored() throws Exception {
    write(".docker", "not a directory");
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> store().store("h", USER))
        .withMessageStartingWith("credentials file " + home.resolve(".docker/config.json") + ": ")
        .matches(e -> e.kind() == RegistryException.Kind.CREDENTIALS);
  }

  @Test
  void forgetsEveryFormOfARegistrysKey() throws Exception {
    Path file =
        write(
            ".docker/config.json",
            """
            {"auths": {"h": {"auth": "dTpw"}, "https://h/v1/": {"auth": "dTpw"},
                       "h/team": {"auth": "dTpw"}, "g": {"auth": "dTpw"}}}
            """);
    assertThat(store().erase("h")).isTrue();
    assertThat(file).content().contains("\"h/team\"", "\"g\"").doesNotContain("https", "\"h\"");
    assertThat(store().remaining("h")).containsExactly(file);
    String before = Files.readString(file);
    assertThat(store().erase("h")).isFalse();
    assertThat(file).hasContent(before);
    assertThat(store().erase("g")).isTrue();
    assertThat(store().remaining("g")).isEmpty();
  }

  @Test
  void tellsWhichOtherFilesHaveCredentials() throws Exception {
    environment.put("XDG_RUNTIME_DIR", home.toString());
    write("containers/auth.json", "{\"auths\": {\"h\": {\"auth\": \"dTpw\"}}}");
    Path other =
        write(".docker/config.json", "{\"auths\": {\"h\": {\"auth\": \"dTpw\"}, \"g\": {}}}");
    write(".config/containers/auth.json", "broken");
    assertThat(store().erase("h")).isTrue();
    assertThat(store().remaining("h")).containsExactly(other);
    assertThat(store().remaining("g")).isEmpty();
  }

  @Test
  void makesNothingToForgetNothing() throws Exception {
    assertThat(store().erase("h")).isFalse();
    assertThat(names(home)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s3cr3t",
        "[]",
        "{\"auths\": [\"s3cr3t\"]}",
        "{\"credHelpers\": \"s3cr3t\"}",
        "{\"a\": \"s3cr3t\", \"a\": 1}"
      })
  void leavesABrokenFileAlone(String text) throws Exception {
    Path file = write(".docker/config.json", text);
    for (Action action :
        List.<Action>of(
            () -> store().place("h"), () -> store().store("h", USER), () -> store().erase("h"))) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(action::run)
          .withMessageStartingWith("credentials file " + file + ": ")
          .withMessageNotContaining("s3cr3t")
          .matches(e -> e.kind() == RegistryException.Kind.CREDENTIALS && e.getCause() == null);
    }
    assertThat(file).hasContent(text);
    assertThat(names(file.getParent())).doesNotContain(".config.json.tmp");
  }

  private interface Action {
    void run() throws IOException;
  }

  @Test
  void losesNoneOfManyAtOnce() throws Exception {
    List<Future<?>> logins = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String registry = "h" + i;
        logins.add(
            threads.submit(() -> {
              store().store(registry, USER);
              return null;
            }));
      }
    }
    for (Future<?> login : logins) {
      login.get();
    }
    for (int i = 0; i < logins.size(); i++) {
      assertThat(read("h" + i)).isEqualTo(USER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"credHelpers\": {\"h\": \"test\", \"x\": \"other\"}",
        "\"credsStore\": \"test\""
      })
  void leavesTheSecretToAHelper(String setting) throws Exception {
    helper("test", "cat > kept");
    Path file =
        write(
            ".docker/config.json",
            "{\"auths\": {\"h\": {\"auth\": \"b2xkOm9sZA==\"}}, %s}".formatted(setting));
    assertThat(store().place("h").helper()).isEqualTo("docker-credential-test");
    store().store("h", USER);
    assertThat(file).content().doesNotContain("\"h\": {", AUTH).contains("\"test\"");
    assertThat(home.resolve("kept")).content().contains("\"ServerURL\": \"h\"", "\"s3cr3t:ü\"");
    assertThat(read("h")).isEqualTo(USER);
    assertThat(store().erase("h")).isTrue();
    assertThat(home.resolve("erased")).hasContent("h");
    assertThat(store().erase("h")).isFalse();
  }

  @Test
  void namesTheHubToAHelperAsDockerDoes() throws Exception {
    helper("test", "cat > kept");
    write(".docker/config.json", "{\"credsStore\": \"test\"}");
    store().store("docker.io", USER);
    assertThat(home.resolve("kept"))
        .content()
        .contains("\"ServerURL\": \"https://index.docker.io/v1/\"");
  }

  @Test
  void showsNothingOfWhatAHelperAnswersToASecret() throws Exception {
    helper("test", "cat; exit 3");
    Path file = write(".docker/config.json", "{\"auths\": {\"h\": {}}, \"credsStore\": \"test\"}");
    String before = Files.readString(file);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> store().store("h", USER))
        .withMessage(
            "credential helper docker-credential-test: it doesn't store them, and ends with 3")
        .withNoCause();
    assertThat(file).hasContent(before);
  }
}
