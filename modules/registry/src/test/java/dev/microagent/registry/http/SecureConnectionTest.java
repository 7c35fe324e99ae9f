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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of a connection with TLS, of which more may have been received than was read. */
@Timeout(60)
class SecureConnectionTest {

  private static final String ONE = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
  private static final String UNASKED = "HTTP/1.1 408 Timeout\r\nContent-Length: 3\r\n\r\nbad";

  private static ServerIdentity identity;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    identity = ServerIdentity.make(directory);
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
              (SSLSocket) identity.context().getSocketFactory().createSocket(holding, null, true)) {
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

  private static HttpClient client(TlsKind kind) throws Exception {
    Tls tls = kind.trusting(identity.certificate());
    return new HttpClient(() -> tls, _ -> null, Clients.PATIENT, Clients.PATIENT);
  }

  @ParameterizedTest
  @CsvSource({"JDK,TLSv1.3", "JDK,TLSv1.2", "OPENSSL,TLSv1.3", "OPENSSL,TLSv1.2"})
  void isUsedAgain(TlsKind kind, String protocol) throws Exception {
    try (Server server = new Server(protocol, ONE);
        HttpClient client = client(kind)) {
      for (int i = 0; i < 3; i++) {
        assertThat(Clients.text(client.send(Clients.get(server.address())))).isEqualTo("one");
      }
      assertThat(server.clients).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"JDK,TLSv1.3", "JDK,TLSv1.2", "OPENSSL,TLSv1.3", "OPENSSL,TLSv1.2"})
  void isNotUsedAgainAfterWhatNobodyAskedFor(TlsKind kind, String protocol) throws Exception {
    try (Server server = new Server(protocol, ONE, UNASKED);
        HttpClient client = client(kind)) {
      for (int i = 0; i < 3; i++) {
        assertThat(Clients.text(client.send(Clients.get(server.address())))).isEqualTo("one");
      }
      assertThat(server.clients).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bringsEveryByte(TlsKind kind) throws Exception {
    String body = "0123456789abcdef".repeat(20_000);
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
    try (Server server = new Server("TLSv1.3", answer, body.substring(0, 7), body.substring(7));
        HttpClient client = client(kind)) {
      for (int i = 0; i < 3; i++) {
        assertThat(Clients.text(client.send(Clients.get(server.address())))).isEqualTo(body);
        assertThat(direct(client.send(Clients.get(server.address())))).isEqualTo(body);
      }
    }
  }

  /** Reads to where a body goes without a copy between. */
  private static String direct(HttpResponse response) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 20);
    try (HttpBody body = response.body()) {
      while (body.read(bytes) >= 0) {
        assertThat(bytes.hasRemaining()).isTrue();
      }
    }
    return ISO_8859_1.decode(bytes.flip()).toString();
  }
}
