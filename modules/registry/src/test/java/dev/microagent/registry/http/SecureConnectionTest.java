package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a connection with TLS, of which more may have been received than was read. */
@Timeout(60)
class SecureConnectionTest {

  private static final String PASSWORD = "changeit";
  private static final String ONE = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
  private static final String UNASKED = "HTTP/1.1 408 Timeout\r\nContent-Length: 3\r\n\r\nbad";

  @TempDir static Path directory;
  private static SSLContext context;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("store.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-validity", "2"));
    command.addAll(List.of("-ext", "SAN=ip:127.0.0.1", "-alias", "test"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", keys.getCertificate("test"));
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
  }

  /** Gives every request the same answers, each in a record of its own, and all at once. */
  private static final class Server implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final String protocol;
    private final List<String> answers;

    Server(String protocol, String... answers) throws IOException {
      this.protocol = protocol;
      this.answers = List.of(answers);
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                Socket client = socket.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
              }
            } catch (IOException e) {
              // Closed at the test's end.
            }
          });
    }

    URI address() {
      return URI.create("https://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    private void serve(Socket client) {
      try (HoldingSocket holding = new HoldingSocket(client);
          SSLSocket tls =
              (SSLSocket) context.getSocketFactory().createSocket(holding, null, true)) {
        tls.setEnabledProtocols(new String[] {protocol});
        while (ScriptedServer.head(tls.getInputStream()) != null) {
          holding.hold();
          for (String answer : answers) {
            tls.getOutputStream().write(answer.getBytes(ISO_8859_1));
          }
          holding.release();
        }
      } catch (IOException e) {
        // The client has hung up.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /** Can keep back what is sent, and then send it in one. */
  private static final class HoldingSocket extends Socket {

    private final Socket socket;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean holding;

    HoldingSocket(Socket socket) {
      this.socket = socket;
    }

    void hold() {
      holding = true;
    }

    void release() throws IOException {
      holding = false;
      held.writeTo(socket.getOutputStream());
      held.reset();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream out = socket.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          (holding ? held : out).write(bytes, offset, length);
        }
      };
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static HttpClient client() {
    return new HttpClient(() -> context, _ -> null, Clients.PATIENT, Clients.PATIENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void isUsedAgain(String protocol) throws Exception {
    try (Server server = new Server(protocol, ONE);
        HttpClient client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(Clients.text(client.send(Clients.get(server.address())))).isEqualTo("one");
      }
      assertThat(server.clients).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void isNotUsedAgainAfterWhatNobodyAskedFor(String protocol) throws Exception {
    try (Server server = new Server(protocol, ONE, UNASKED);
        HttpClient client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(Clients.text(client.send(Clients.get(server.address())))).isEqualTo("one");
      }
      assertThat(server.clients).hasSize(3);
    }
  }

  @Test
  void bringsEveryByte() throws Exception {
    String body = "0123456789abcdef".repeat(20_000);
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
    try (Server server = new Server("TLSv1.3", answer, body.substring(0, 7), body.substring(7));
        HttpClient client = client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(Clients.text(client.send(Clients.get(server.address())))).isEqualTo(body);
      }
    }
  }
}
