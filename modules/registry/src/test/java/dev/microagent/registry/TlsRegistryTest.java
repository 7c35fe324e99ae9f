package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real registry that speaks TLS only, and what is told where the two sides disagree on it. */
class TlsRegistryTest {

  private static final Credentials.Password USER = new Credentials.Password("user", "s3cr3t");

  @TempDir static Path directory;
  private static TestAuthority authority;
  private static DockerRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    Path users = directory.resolve("users");
    Tools.run(Tools.find("htpasswd"), "-Bbc", users.toString(), USER.username(), USER.password());
    authority = TestAuthority.make(directory);
    registry =
        DockerRegistry.startSecure(
            Tools.find("docker-registry"),
            directory,
            users,
            authority.certificate(),
            authority.key());
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  private static SourceOptions trusting(Path file) throws IOException {
    return SourceOptions.DEFAULTS.withTrusted(TrustedCertificates.read(file));
  }

  private static void assertFails(
      String host, SourceOptions options, RegistryException.Kind kind, String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> {
          try (ImageSource source = new Sources().registry(host + "/team/app:v1", options)) {
            source.resolve(Platform.parse("amd64"));
          }
        })
        .withMessage(host + ": " + why)
        .matches(e -> e.kind() == kind, "is " + kind);
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> LoginCheck.verify(host, USER, options, _ -> {}))
        .withMessage(host + ": " + why)
        .matches(e -> e.kind() == kind, "is " + kind);
  }

  @Test
  void logsInAndPulls() throws Exception {
    SourceOptions options = trusting(authority.authority());
    assertThat(LoginCheck.verify(registry.host(), USER, options)).isTrue();
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() ->
            LoginCheck.verify(registry.host(), new Credentials.Password("user", "wr0ng"), options))
        .matches(e -> e.kind() == RegistryException.Kind.LOGIN_REFUSED);
    TestImage image = new TestImage("linux/amd64", List.of("layer".getBytes(UTF_8)));
    String reference = registry.host() + "/team/app:v1";
    Tools.run(
        Tools.find("skopeo"),
        "copy",
        "--preserve-digests",
        "--dest-tls-verify=false",
        "--dest-creds=" + USER.username() + ":" + USER.password(),
        "oci:" + image.writeLayout(directory.resolve("layout")) + ":v1",
        "docker://" + reference);
    try (ImageSource source =
        new Sources().registry(reference, options.withCredentials((_, _) -> USER))) {
      ResolvedImage resolved = source.resolve(Platform.parse("amd64"));
      assertThat(resolved.digest()).isEqualTo(image.manifestDigest());
      assertThat(Sources.read(source, resolved.layers().getFirst().descriptor()))
          .isEqualTo("layer".getBytes(UTF_8));
    }
  }

  @Test
  void tellsOfAnAuthorityThatIsNotTrusted() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    assertFails(
        registry.host(),
        trusting(TestAuthority.make(elsewhere).authority()),
        RegistryException.Kind.UNTRUSTED,
        "its certificate is from an authority that isn't trusted");
  }

  @Test
  void tellsOfACertificateForAnotherName() throws Exception {
    assertFails(
        registry.host().replace("127.0.0.1", "localhost"),
        trusting(authority.authority()),
        RegistryException.Kind.UNREACHABLE,
        "its certificate is refused: "
            + (TlsBackend.description().startsWith("JDK")
                ? "No subject alternative DNS name matching localhost found."
                : "hostname mismatch"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsThatItSpeaksTlsOnly(boolean plainHttp) {
    assertFails(
        registry.host(),
        SourceOptions.DEFAULTS.withPlainHttp(plainHttp),
        RegistryException.Kind.TLS_ONLY,
        "it speaks TLS only");
  }

  @Test
  void tellsThatARegistryKnowsNoTls() throws Exception {
    Path place = Files.createDirectory(directory.resolve("plain"));
    try (DockerRegistry plain = DockerRegistry.start(Tools.find("docker-registry"), place)) {
      assertFails(
          plain.host(),
          trusting(authority.authority()),
          RegistryException.Kind.NO_TLS,
          "it speaks HTTP without TLS");
    }
  }

  /** nginx tells it in a web page. */
  @Test
  void knowsAnotherServersWordsForIt() throws Exception {
    try (FakeRegistry nginx = new FakeRegistry()) {
      nginx.gate(
          FakeRegistry.status(
              400, "<center>The plain HTTP request was sent to HTTPS port</center>"));
      assertFails(
          nginx.host(),
          SourceOptions.DEFAULTS,
          RegistryException.Kind.TLS_ONLY,
          "it speaks TLS only");
    }
  }

  @Test
  void tellsThatItJustHangsUp() throws Exception {
    try (Rude rude = new Rude("")) {
      assertFails(
          rude.host(),
          SourceOptions.DEFAULTS,
          RegistryException.Kind.UNREACHABLE,
          "connection failed: it ended before an answer");
    }
  }

  /** The first bytes are those of a TLS alert. */
  @ParameterizedTest
  @ValueSource(strings = {"\u0015\u0003\u0003\0\u0002\u0002\n", "SSH-2.0-s3cr3t\r\n\r\n"})
  void repeatsNothingThatIsNotHttp(String answer) throws Exception {
    try (Rude rude = new Rude(answer)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> LoginCheck.verify(rude.host(), USER, SourceOptions.DEFAULTS, _ -> {}))
          .withMessage(rude.host() + ": its answer isn't HTTP")
          .withMessageNotContaining("s3cr3t")
          .matches(e -> !String.valueOf(e.getCause()).contains("s3cr3t"));
    }
  }

  /** Answers each request with the same, and hangs up. */
  private static final class Rude implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final String answer;

    Rude(String answer) throws IOException {
      this.answer = answer;
      Thread.ofVirtual().start(this::serve);
    }

    String host() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
      try {
        while (true) {
          try (Socket client = socket.accept()) {
            client.getInputStream().read(new byte[1 << 16]);
            client.getOutputStream().write(answer.getBytes(ISO_8859_1));
          }
        }
      } catch (IOException e) {
        // Closed at the test's end.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
