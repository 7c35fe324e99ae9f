package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that wants a password, and the one that skopeo stored for it. */
class StoredCredentialsTest {

  private static final String SECRET = "s3cr3t:with:colons";

  @TempDir private Path temporary;

  @Test
  void pullsWithWhatSkopeoStored() throws Exception {
    Path skopeo = Tools.find("skopeo");
    Path users = temporary.resolve("users");
    Tools.run(Tools.find("htpasswd"), "-Bbc", users.toString(), "user", SECRET);
    Path program = Tools.find("docker-registry");
    try (DockerRegistry registry = DockerRegistry.startForUsers(program, temporary, users)) {
      Path stored = temporary.resolve("auth.json");
      Tools.run(
          skopeo,
          "login",
          "--tls-verify=false",
          "--authfile=" + stored,
          "--username=user",
          "--password=" + SECRET,
          registry.host());
      String reference = registry.host() + "/team/app:v1";
      assertCopiesAndPulls(reference, stored);
      assertRefused(Sources.open(reference), SECRET);
      String wrong = "wr0ng";
      Path other = temporary.resolve("wrong.json");
      Files.writeString(
          other, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.host(), pair(wrong)));
      assertRefused(open(reference, other), wrong);
    }
  }

  @Test
  void logsInForItselfAndForSkopeo() throws Exception {
    Path skopeo = Tools.find("skopeo");
    Path users = temporary.resolve("users");
    Tools.run(Tools.find("htpasswd"), "-Bbc", users.toString(), "user", SECRET);
    Path program = Tools.find("docker-registry");
    try (DockerRegistry registry = DockerRegistry.startForUsers(program, temporary, users)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() ->
              LoginCheck.verify(
                  registry.host(),
                  new Credentials.Password("user", "wr0ng"),
                  SourceOptions.DEFAULTS))
          .matches(e -> e.kind() == RegistryException.Kind.LOGIN_REFUSED);
      Credentials.Password user = new Credentials.Password("user", SECRET);
      assertThat(LoginCheck.verify(registry.host(), user, SourceOptions.DEFAULTS)).isTrue();

      Path stored = temporary.resolve("auth.json");
      LoginStore store = LoginStore.of(Map.of("REGISTRY_AUTH_FILE", stored.toString()), temporary);
      store.store(registry.host(), user);
      Tools.run(skopeo, "login", "--get-login", "--authfile=" + stored, registry.host());
      String reference = registry.host() + "/team/app:v1";
      assertCopiesAndPulls(reference, stored);

      Tools.run(skopeo, "logout", "--authfile=" + stored, registry.host());
      assertThat(store.erase(registry.host())).isFalse();
    }
  }

  /** What is in the file is good for skopeo to write, and for us to read. */
  private void assertCopiesAndPulls(String reference, Path stored) throws Exception {
    TestImage image = new TestImage("linux/amd64", List.of("layer".getBytes(UTF_8)));
    Tools.run(
        Tools.find("skopeo"),
        "copy",
        "--preserve-digests",
        "--dest-tls-verify=false",
        "--authfile=" + stored,
        "oci:" + image.writeLayout(temporary.resolve("layout")) + ":v1",
        "docker://" + reference);
    try (ImageSource source = open(reference, stored)) {
      assertThat(source.resolve(Platform.parse("amd64")).digest())
          .isEqualTo(image.manifestDigest());
    }
  }

  private static String pair(String password) {
    return Base64.getEncoder().encodeToString(("user:" + password).getBytes(UTF_8));
  }

  private ImageSource open(String reference, Path file) throws IOException {
    AuthFiles files = AuthFiles.of(Map.of("REGISTRY_AUTH_FILE", file.toString()), temporary);
    return ImageSources.open(
        ImageReference.parse(reference), SourceOptions.DEFAULTS.withCredentials(files));
  }

  /** Not even the stack trace shows the password. */
  private static void assertRefused(ImageSource source, String secret) throws IOException {
    try (source) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> source.resolve(Platform.parse("amd64")))
          .matches(e -> e.kind() == RegistryException.Kind.UNAUTHORIZED)
          .satisfies(e -> {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            assertThat(trace.toString()).doesNotContain(secret, pair(secret));
          });
    }
  }
}
