package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.Platform;
import dev.microagent.registry.http.ServerIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries with a certificate of their own, and proxies on the way to them. */
class SecureRegistryTest {

  @TempDir static Path directory;
  private static Path authority;
  private static SSLContext identity;

  private final Sources sources = new Sources();
  private final TestImage image = new TestImage("linux/amd64", "layer");

  @BeforeAll
  static void makeCertificate() throws Exception {
    ServerIdentity server = ServerIdentity.make(directory);
    identity = server.context();
    String pem =
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(server.certificate().getEncoded()));
    authority = Files.writeString(directory.resolve("ca.pem"), pem);
  }

  private static SourceOptions trusting() throws IOException {
    return SourceOptions.DEFAULTS.withTrusted(TrustedCertificates.read(authority));
  }

  private void pull(String reference, SourceOptions options) throws IOException {
    try (ImageSource source = sources.registry(reference, options)) {
      ResolvedImage resolved = source.resolve(Platform.parse("amd64"));
      assertThat(Sources.read(source, resolved.layers().getFirst().descriptor()))
          .isEqualTo("layer".getBytes(UTF_8));
    }
  }

  @Test
  void trustsAnAuthorityThatItIsGiven() throws Exception {
    try (FakeRegistry registry = new FakeRegistry(identity)) {
      registry.add("v1", image);
      pull(registry.reference("v1"), trusting());
    }
  }

  @Test
  void goesThroughATunnelAndKeepsItsPasswordFromTheRegistry() throws Exception {
    try (FakeRegistry registry = new FakeRegistry(identity);
        Tunnel tunnel = new Tunnel(registry.port())) {
      registry.add("v1", image);
      String reference = "registry.test:5000/" + FakeRegistry.REPOSITORY + ":v1";
      ProxySettings proxy =
          ProxySettings.of(Map.of("HTTPS_PROXY", "http://u:p@127.0.0.1:" + tunnel.port()));
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> pull(reference, SourceOptions.DEFAULTS.withProxy(proxy)))
          .matches(e -> e.kind() == RegistryException.Kind.UNTRUSTED);
      pull(reference, trusting().withProxy(proxy));
      assertThat(tunnel.heads)
          .isNotEmpty()
          .allMatch(head -> head.startsWith("CONNECT registry.test:5000 "))
          .allMatch(
              head -> head.contains(Base64.getEncoder().encodeToString("u:p".getBytes(UTF_8))));
      assertThat(registry.requests())
          .isNotEmpty()
          .allMatch(request -> !request.headers().containsKey("Proxy-Authorization"));
    }
  }

  @Test
  void refusesAFileWithoutCertificates() throws Exception {
    Path file = Files.writeString(directory.resolve("empty.pem"), "");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> TrustedCertificates.read(file))
        .withMessageContaining("not a file of certificates");
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> TrustedCertificates.read(file));
  }

  /** A proxy that leads wherever it is asked to go to one port of this machine. */
  private static final class Tunnel implements AutoCloseable {

    final List<String> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final int target;

    Tunnel(int target) throws IOException {
      this.target = target;
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve() {
      try {
        while (true) {
          Socket client = socket.accept();
          Thread.ofVirtual().start(() -> connect(client));
        }
      } catch (IOException e) {
        // Closed at the test's end.
      }
    }

    private void connect(Socket client) {
      try (client;
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          head.append(line).append('\n');
        }
        heads.add(head.toString());
        OutputStream out = client.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        Thread.ofVirtual().start(() -> copy(server, client));
        client.getInputStream().transferTo(server.getOutputStream());
      } catch (IOException e) {
        // The client sees it.
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // One of them hung up.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
