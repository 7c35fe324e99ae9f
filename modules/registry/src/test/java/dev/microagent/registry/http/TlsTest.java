package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes connections secure, and which it doesn't make. */
@Timeout(60)
class TlsTest {

  private static final String ADDRESS = "127.0.0.1";
  private static final Duration IMPATIENT = Duration.ofMillis(200);

  @TempDir static Path directory;
  private static ServerIdentity identity;

  private ServerSocket socket;
  private SocketChannel channel;
  private Socket peer;
  private Duration patience = Clients.PATIENT;

  /** What the server does with its side of the connection. */
  private interface Part {
    void play(SSLSocket tls) throws IOException;
  }

  @BeforeAll
  static void makeCertificate() throws Exception {
    identity = ServerIdentity.make(Files.createDirectory(directory.resolve("valid")));
  }

  @BeforeEach
  void connect() throws IOException {
    socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    channel = SocketChannel.open(socket.getLocalSocketAddress());
    peer = socket.accept();
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    peer.close();
    socket.close();
  }

  private void serve(ServerIdentity as, Part part) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            SSLSocket tls =
                (SSLSocket) as.context().getSocketFactory().createSocket(peer, null, true);
            part.play(tls);
          } catch (IOException e) {
            // The client sees it.
          }
        });
  }

  private void serve(Part part) {
    serve(identity, part);
  }

  private static void shakeHands(SSLSocket tls) throws IOException {
    tls.startHandshake();
    tls.getInputStream().read();
  }

  private Wire secure(Tls tls, String host) throws IOException {
    return tls.secure(channel, host, socket.getLocalPort(), patience);
  }

  private Wire secure(TlsKind kind) throws Exception {
    return secure(kind.trusting(identity.certificate()), ADDRESS);
  }

  /** Bytes, as soon as there are some; -1 at the end. */
  private static int receive(Wire wire, byte[] bytes, int offset) throws IOException {
    int count;
    do {
      count = wire.receive(bytes, offset, bytes.length - offset);
    } while (count == 0);
    return count;
  }

  private static String receive(Wire wire, int count) throws IOException {
    byte[] bytes = new byte[count];
    int received = 0;
    while (received < count) {
      received += receive(wire, bytes, received);
    }
    return new String(bytes, ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void speaksToAServerOfThatAddress(TlsKind kind) throws Exception {
    serve(tls -> tls.getOutputStream().write(tls.getInputStream().readNBytes(4)));
    try (Wire wire = secure(kind)) {
      wire.send("ping".getBytes(ISO_8859_1));
      assertThat(receive(wire, 4)).isEqualTo("ping");
      assertThat(wire.holdsMore()).isFalse();
    }
  }

  /** A name that ends in a dot is the same, for those who resolve it only (RFC 6066, 3). */
  @ParameterizedTest
  @CsvSource({
    "JDK,a.registry.test",
    "JDK,a.registry.test.",
    "OPENSSL,a.registry.test",
    "OPENSSL,a.registry.test.",
  })
  void speaksToAServerOfThatName(TlsKind kind, String name) throws Exception {
    serve(TlsTest::shakeHands);
    secure(kind.trusting(identity.certificate()), name).close();
  }

  private void assertRefused(Tls tls, String host, boolean untrusted) {
    assertThatExceptionOfType(RefusedCertificateException.class)
        .isThrownBy(() -> secure(tls, host).close())
        .matches(e -> e.isUntrusted() == untrusted, "untrusted: " + untrusted)
        .matches(e -> e.getMessage() != null && !e.getMessage().isEmpty(), "says why");
  }

  /** Another name, one below that of the wildcard (RFC 9525, 6.3), and another address. */
  @ParameterizedTest
  @CsvSource({
    "JDK,registry.example",
    "JDK,a.b.registry.test",
    "JDK,127.0.0.2",
    "OPENSSL,registry.example",
    "OPENSSL,a.b.registry.test",
    "OPENSSL,127.0.0.2",
  })
  void refusesAnother(TlsKind kind, String host) throws Exception {
    serve(TlsTest::shakeHands);
    assertRefused(kind.trusting(identity.certificate()), host, false);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAStranger(TlsKind kind) throws Exception {
    serve(TlsTest::shakeHands);
    assertRefused(kind.trusting(), ADDRESS, true);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnotherOfTheSameName(TlsKind kind) throws Exception {
    Path place = Files.createDirectory(directory.resolve("another-" + kind));
    serve(TlsTest::shakeHands);
    Tls tls = kind.trusting(ServerIdentity.make(place).certificate());
    // The JDK says that the signature is wrong, which is as true.
    assertThatExceptionOfType(RefusedCertificateException.class)
        .isThrownBy(() -> secure(tls, ADDRESS).close());
  }

  /** The JDK takes a certificate that is trusted itself at any time. */
  @ParameterizedTest
  @EnumSource(names = "OPENSSL")
  void refusesWhatHasExpired(TlsKind kind) throws Exception {
    Path place = Files.createDirectory(directory.resolve("expired-" + kind));
    ServerIdentity expired = ServerIdentity.make(place, "-startdate", "-9d");
    serve(expired, TlsTest::shakeHands);
    assertRefused(kind.trusting(expired.certificate()), ADDRESS, false);
  }

  @ParameterizedTest
  @EnumSource
  void tellsThatTheOtherSideIsNotTls(TlsKind kind) throws Exception {
    peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
    assertThatExceptionOfType(NoTlsException.class).isThrownBy(() -> secure(kind).close());
  }

  @ParameterizedTest
  @EnumSource
  void endsWithTheConnection(TlsKind kind) throws Exception {
    peer.shutdownOutput();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> secure(kind).close());
  }

  @ParameterizedTest
  @EnumSource
  void losesItsPatience(TlsKind kind) throws Exception {
    patience = IMPATIENT;
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> secure(kind).close());
  }

  @ParameterizedTest
  @EnumSource
  void receivesNoLongerThanTheSocket(TlsKind kind) throws Exception {
    serve(TlsTest::shakeHands);
    try (Wire wire = secure(kind)) {
      channel.socket().setSoTimeout((int) IMPATIENT.toMillis());
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> receive(wire, new byte[1], 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void knowsAGoodbye(TlsKind kind) throws Exception {
    serve(tls -> {
      tls.getOutputStream().write('x');
      tls.close();
    });
    try (Wire wire = secure(kind)) {
      assertThat(receive(wire, 1)).isEqualTo("x");
      assertThat(receive(wire, new byte[1], 0)).isEqualTo(-1);
    }
  }

  /**
   * Whoever sits between can cut a connection, but not end what is said. The JDK lets them; what a
   * registry sends has a length or a digest.
   */
  @ParameterizedTest
  @EnumSource(names = "OPENSSL")
  void takesACutForNoGoodbye(TlsKind kind) throws Exception {
    serve(tls -> {
      tls.getOutputStream().write('x');
      peer.shutdownOutput();
    });
    try (Wire wire = secure(kind)) {
      assertThat(receive(wire, 1)).isEqualTo("x");
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> receive(wire, new byte[1], 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatTheServerDidNotSend(TlsKind kind) throws Exception {
    serve(tls -> {
      tls.getOutputStream().write('x');
      byte[] forged = new byte[64];
      ByteBuffer.wrap(forged).put((byte) 23).putShort((short) 0x303).putShort((short) 59);
      peer.getOutputStream().write(forged);
      tls.getInputStream().read();
    });
    try (Wire wire = secure(kind)) {
      assertThat(receive(wire, 1)).isEqualTo("x");
      assertThatExceptionOfType(SSLException.class).isThrownBy(() -> receive(wire, new byte[1], 0));
    }
  }

  /** A server may ask for new keys at any time (RFC 8446, 4.6.3). */
  @ParameterizedTest
  @EnumSource
  void goesOnWithOtherKeys(TlsKind kind) throws Exception {
    serve(tls -> {
      tls.getOutputStream().write('a');
      tls.startHandshake();
      tls.getOutputStream().write('b');
      tls.getOutputStream().write(tls.getInputStream().readNBytes(1));
    });
    try (Wire wire = secure(kind)) {
      assertThat(receive(wire, 2)).isEqualTo("ab");
      wire.send("c".getBytes(ISO_8859_1));
      assertThat(receive(wire, 1)).isEqualTo("c");
    }
  }

  /** Who answers each would be kept busy, and at last wait for a server that receives nothing. */
  @ParameterizedTest
  @EnumSource(names = "OPENSSL")
  void doesNotAnswerRequestsForNewKeysForEver(TlsKind kind) throws Exception {
    serve(tls -> {
      tls.getOutputStream().write('x');
      while (true) {
        tls.startHandshake();
      }
    });
    try (Wire wire = secure(kind)) {
      assertThat(receive(wire, 1)).isEqualTo("x");
      assertThatExceptionOfType(SSLException.class)
          .isThrownBy(() -> receive(wire, new byte[1], 0))
          .withMessageContaining("new keys");
    }
  }

  /** A handshake a byte at a time is as long as all of it. */
  @ParameterizedTest
  @EnumSource(names = "OPENSSL")
  void losesItsPatienceWithAServerThatDawdles(TlsKind kind) throws Exception {
    patience = IMPATIENT;
    Thread.ofVirtual()
        .start(() -> {
          try {
            peer.getOutputStream().write(new byte[] {22, 3, 3, 1, 0});
            while (true) {
              Thread.sleep(IMPATIENT.dividedBy(10));
              peer.getOutputStream().write(2);
            }
          } catch (IOException | InterruptedException e) {
            // The client has given up.
          }
        });
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> secure(kind).close());
  }

  @ParameterizedTest
  @EnumSource
  void isClosedTwice(TlsKind kind) throws Exception {
    serve(TlsTest::shakeHands);
    Wire wire = secure(kind);
    wire.close();
    wire.close();
  }
}
