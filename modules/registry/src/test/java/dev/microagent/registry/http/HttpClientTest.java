package dev.microagent.registry.http;

import static dev.microagent.registry.http.ScriptedServer.hangsUpAfter;
import static dev.microagent.registry.http.ScriptedServer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections requests are sent over, and what is sent. */
@Timeout(20)
@SuppressWarnings("try") // What is closed early is what is tested.
class HttpClientTest {

  private static final String ONE = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none";
  private static final String TWO = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo";
  private static final String ONE_CHUNK = "3\r\none\r\n0\r\n\r\n";

  /** The client takes whichever answer comes next for the second, over as many connections. */
  private static void assertConnections(ScriptedServer.Answer first, int connections)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(first, says(TWO));
        HttpClient client = Clients.patient()) {
      assertThat(Clients.text(client, server)).isEqualTo("one");
      assertThat(Clients.text(client, server)).isEqualTo("two");
      assertThat(server.connections()).isEqualTo(connections);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ONE,
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 3\r\n\r\none",
        "HTTP/1.1 200 OK\r\nConnection: other\r\nContent-Length: 3\r\n\r\none"
      })
  void keepsConnections(String answer) throws Exception {
    assertConnections(says(answer), 1);
  }

  /** The server leaves them open, or it would be that which tells. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none",
        "HTTP/1.1 200 OK\r\nConnection: a, CLOSE\r\nContent-Length: 3\r\n\r\none",
        "HTTP/1.1 200 OK\r\nConnection: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\none",
        "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\none",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ONE_CHUNK,
        ONE + "more"
      })
  void endsConnections(String answer) throws Exception {
    assertConnections(says(answer), 2);
  }

  @Test
  void replacesAConnectionThatHasEnded() throws Exception {
    try (ScriptedServer server = new ScriptedServer(hangsUpAfter(ONE), says(TWO));
        HttpClient client = Clients.patient()) {
      assertThat(Clients.text(client, server)).isEqualTo("one");
      server.awaitHangUp();
      assertThat(Clients.text(client, server)).isEqualTo("two");
      assertThat(server.heads()).hasSize(2);
    }
  }

  @Test
  void replacesAConnectionThatEndsWhenItIsUsed() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(ONE), hangsUpAfter(""), says(TWO));
        HttpClient client = Clients.patient()) {
      assertThat(Clients.text(client, server)).isEqualTo("one");
      assertThat(Clients.text(client, server)).isEqualTo("two");
      assertThat(server.heads()).hasSize(3);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  /** It's the answer to this request that broke. */
  @Test
  void doesNotAskAgainWhenAnAnswerHasBegun() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(ONE), hangsUpAfter("HTTP"), says(TWO));
        HttpClient client = Clients.patient()) {
      assertThat(Clients.text(client, server)).isEqualTo("one");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> Clients.text(client, server))
          .withMessage("it ended before an answer");
    }
  }

  /** What has come is received straight into a buffer that has room for much. */
  @ParameterizedTest
  @CsvSource({"'', 1", "more, 2"})
  void readsMuchAtOnceAndNoMoreThanTheBody(String surplus, int connections) throws Exception {
    byte[] body = new byte[3 << 20];
    new Random(1).nextBytes(body);
    Semaphore headSeen = new Semaphore(0);
    Semaphore said = new Semaphore(0);
    ScriptedServer.Answer large =
        client -> {
          says("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").give(client);
          headSeen.acquire();
          client.getOutputStream().write(body);
          says(surplus).give(client);
          said.release();
          return true;
        };
    try (ScriptedServer server = new ScriptedServer(large, says(TWO));
        HttpClient client = Clients.patient()) {
      ByteBuffer whole = ByteBuffer.allocateDirect(2 * body.length);
      try (HttpBody one = client.send(Clients.get(server)).body()) {
        headSeen.release();
        while (one.read(whole) >= 0) {
          assertThat(whole.position()).isLessThanOrEqualTo(body.length);
        }
      }
      assertThat(whole.flip()).isEqualTo(ByteBuffer.wrap(body));
      said.acquire();
      assertThat(Clients.text(client, server)).isEqualTo("two");
      assertThat(server.connections()).isEqualTo(connections);
    }
  }

  @Test
  void takesNothingUnaskedForAnAnswer() throws Exception {
    Semaphore released = new Semaphore(0);
    Semaphore said = new Semaphore(0);
    ScriptedServer.Answer saysMore =
        client -> {
          says(ONE).give(client);
          released.acquire();
          says("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n").give(client);
          said.release();
          return true;
        };
    try (ScriptedServer server = new ScriptedServer(saysMore, says(TWO));
        HttpClient client = Clients.patient()) {
      assertThat(Clients.text(client, server)).isEqualTo("one");
      released.release();
      said.acquire();
      assertThat(Clients.text(client, server)).isEqualTo("two");
    }
  }

  @Test
  void postsOverNewConnectionsOnly() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(ONE), says(TWO), hangsUpAfter(""));
        HttpClient client = Clients.patient()) {
      HttpRequest post = new HttpRequest(server.address("/token"), Map.of("A", "b"), "c=d");
      assertThat(Clients.text(client, server)).isEqualTo("one");
      assertThat(Clients.text(client.send(post))).isEqualTo("two");
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.heads().getLast().lines())
          .containsExactly(
              "POST /token HTTP/1.1",
              "Host: 127.0.0.1:" + server.port(),
              "A: b",
              "Content-Type: application/x-www-form-urlencoded",
              "Content-Length: 3");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> client.send(post))
          .withMessage("it ended before an answer");
      assertThat(server.heads()).hasSize(3);
    }
  }

  @Test
  void keepsAConnectionWhoseBodyHasCome() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(ONE), says(TWO));
        HttpClient client = Clients.patient()) {
      client.send(Clients.get(server)).body().close();
      assertThat(Clients.text(client, server)).isEqualTo("two");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\none",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n",
        "HTTP/1.1 200 OK\r\n\r\none"
      })
  void endsAConnectionWhoseBodyIsStillToCome(String start) throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(start), says(TWO));
        HttpClient client = Clients.patient()) {
      HttpBody body = client.send(Clients.get(server)).body();
      assertThat(body.isOpen()).isTrue();
      body.close();
      assertThat(body.isOpen()).isFalse();
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> body.read(ByteBuffer.allocate(1)));
      server.awaitHangUp();
      assertThat(Clients.text(client, server)).isEqualTo("two");
    }
  }

  /** Two requests at once over one connection would get each other's answers. */
  @Test
  @SuppressWarnings("ThreadPriorityCheck") // it may be the only way for the other thread to run
  void leavesAConnectionToOthersOnce() throws Exception {
    int rounds = 5_000;
    AtomicInteger released = new AtomicInteger();
    try (HttpConnection connection =
        new HttpConnection(
            Route.of(URI.create("http://localhost"), null),
            Clients.PATIENT,
            _ -> released.incrementAndGet(),
            _ -> {})) {
      HttpInput none = new HttpInput((_, _, _) -> -1);
      List<HttpBody> bodies =
          Stream.generate(() -> new HttpBody(connection, Framing.ofLength(none, 0), true))
              .limit(rounds)
              .toList();
      AtomicInteger arrived = new AtomicInteger();
      Runnable closing =
          () -> {
            for (int i = 0; i < rounds; i++) {
              arrived.incrementAndGet();
              while (arrived.get() < 2 * (i + 1)) {
                Thread.yield();
              }
              bodies.get(i).close();
            }
          };
      Thread other = Thread.ofPlatform().start(closing);
      closing.run();
      other.join();
    }
    assertThat(released).hasValue(rounds);
  }

  @Test
  void sendsNothingOnceClosed() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(ONE));
        HttpClient client = Clients.patient()) {
      HttpBody kept = client.send(Clients.get(server)).body();
      client.close();
      kept.close();
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> client.send(Clients.get(server)));
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void tellsThatNobodyListens() throws Exception {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (HttpClient client = Clients.patient()) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> client.send(Clients.get(nobody)));
    }
  }

  @Test
  void tellsThatThereIsNoSuchPort() {
    try (HttpClient client = Clients.patient()) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> client.send(Clients.get(URI.create("http://127.0.0.1:70000/"))))
          .withMessage("no such port");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cr3t\r\nHost: b", "s3cr3t\n", "s3cr3t\r", "s3cr3t\0", "s3cr3t\u00e4"})
  void refusesOddCharactersInFields(String value) {
    URI address = URI.create("http://127.0.0.1/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpRequest(address, Map.of("Authorization", value), null))
        .withMessage("Authorization can't be sent: it has odd characters");
  }

  @Test
  void showsNoSecrets() {
    URI address = URI.create("http://registry.test/path?signature=s3cr3t");
    Map<String, String> headers = Map.of("Authorization", "s3cr3t");
    HttpProxy proxy = new HttpProxy("proxy.test", 3128, "s3cr3t");
    assertThat(new HttpRequest(address, headers, "token=s3cr3t")).hasToString("POST registry.test");
    assertThat(proxy).hasToString("proxy.test:3128");
    assertThat(Route.of(address, proxy).toString()).doesNotContain("s3cr3t");
  }

  @Test
  void asksAProxyForWholeAddresses() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(ONE), says(TWO));
        HttpClient client =
            Clients.through(new HttpProxy("127.0.0.1", server.port(), "Basic czNjcjN0"))) {
      URI root = URI.create("http://registry.test:5000");
      assertThat(Clients.text(client.send(Clients.get(root)))).isEqualTo("one");
      assertThat(Clients.text(client.send(Clients.get(root.resolve("/a%20b/\u00e4?c=d#e")))))
          .isEqualTo("two");
      assertThat(server.heads())
          .isEqualTo(
              List.of(
                  "GET http://registry.test:5000/ HTTP/1.1\r\nHost: registry.test:5000\r\n"
                      + "Proxy-Authorization: Basic czNjcjN0",
                  "GET http://registry.test:5000/a%20b/%C3%A4?c=d HTTP/1.1\r\n"
                      + "Host: registry.test:5000\r\nProxy-Authorization: Basic czNjcjN0"));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void tellsThatAProxyRefuses() throws Exception {
    String refusal = "HTTP/1.1 407 s3cr3t\r\nContent-Length: 6\r\n\r\ns3cr3t";
    try (ScriptedServer server = new ScriptedServer(says(refusal));
        HttpClient client =
            Clients.through(new HttpProxy("127.0.0.1", server.port(), "Basic czNjcjN0"))) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> client.send(Clients.get(URI.create("https://[::1]/s3cr3t"))))
          .withMessage("the proxy 127.0.0.1:" + server.port() + " refuses (HTTP 407)");
      assertThat(server.heads())
          .containsExactly(
              "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n"
                  + "Proxy-Authorization: Basic czNjcjN0");
    }
  }

  /** It would be taken for what the server says, which nobody on the way can write. */
  @Test
  void takesNothingOfAProxyForTheServers() throws Exception {
    try (ScriptedServer server = new ScriptedServer(says("HTTP/1.1 200 OK\r\n\r\n" + ONE));
        HttpClient client = Clients.through(new HttpProxy("127.0.0.1", server.port(), null))) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> client.send(Clients.get(URI.create("https://registry.test/"))))
          .withMessage("the proxy 127.0.0.1:" + server.port() + " says more than it was asked");
    }
  }
}
