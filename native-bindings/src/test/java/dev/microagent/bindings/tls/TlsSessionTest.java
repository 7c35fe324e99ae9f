package dev.microagent.bindings.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microagent.bindings.Needs;
import dev.microagent.bindings.tls.Libssl.Calls;
import dev.microagent.bindings.tls.Libssl.Constants;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a session does by itself; that it speaks to servers, the tests of the registry show. */
class TlsSessionTest {

  private static final int HANDSHAKE = 22;

  @BeforeAll
  static void library() {
    try {
      TlsContext.verify();
    } catch (LibsslException e) {
      Needs.that(false, e.getMessage());
    }
  }

  private static TlsSession session(String host) throws LibsslException {
    return TlsSession.create(TlsContext.create(List.of()), host);
  }

  private static ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Test
  void saysWhatItIs() {
    assertThat(TlsContext.version()).contains("SSL");
  }

  /** RFC 9325, 3.1.1. */
  @Test
  void speaksNoOldVersion() throws LibsslException {
    assertThat(Calls.minimumVersion(TlsContext.create(List.of()).context()))
        .isGreaterThanOrEqualTo(Constants.TLS1_2_VERSION);
  }

  @Test
  void refusesWhatIsNoCertificate() {
    assertThatExceptionOfType(LibsslException.class)
        .isThrownBy(() -> TlsContext.create(List.of(new byte[] {1, 2, 3})))
        .withMessageStartingWith("libssl: ");
  }

  @Test
  void beginsByTellingTheServersName() throws Exception {
    try (TlsSession session = session("registry.example")) {
      assertThat(session.handshake()).isFalse();
      byte[] hello = session.takeToSend();
      assertThat(hello[0]).isEqualTo((byte) HANDSHAKE);
      assertThat(new String(hello, ISO_8859_1)).contains("registry.example");
      assertThat(session.takeToSend()).isEmpty();
      assertThat(session.handshake()).isFalse();
      assertThat(session.holdsMore()).isFalse();
    }
  }

  /** RFC 6066, 3: an address is no name. */
  @Test
  void tellsNoAddress() throws Exception {
    for (String address : List.of("192.0.2.7", "2001:db8::7")) {
      try (TlsSession session = session(address)) {
        session.handshake();
        assertThat(new String(session.takeToSend(), ISO_8859_1)).doesNotContain(address);
      }
    }
  }

  @Test
  void belongsToSomeServer() {
    for (String host : List.of("", "registry.example\0.test")) {
      assertThatIllegalArgumentException().isThrownBy(() -> session(host));
    }
  }

  @Test
  void failsWhereTheServerTalksNonsense() throws Exception {
    try (TlsSession session = session("registry.example")) {
      session.handshake();
      ByteBuffer nonsense = direct("\u0016\u0003\u0003\0\u0004nonsense");
      session.receive(nonsense);
      assertThat(nonsense.hasRemaining()).isFalse();
      assertThat(session.holdsMore()).isTrue();
      assertThatExceptionOfType(LibsslException.class)
          .isThrownBy(session::handshake)
          .matches(e -> !(e instanceof BadCertificateException), "isn't about a certificate");
    }
  }

  /** RFC 8446, 6: a fatal alert, of number 40. */
  @Test
  void repeatsWhyTheServerRefuses() throws Exception {
    try (TlsSession session = session("registry.example")) {
      session.handshake();
      session.receive(direct("\u0015\u0003\u0003\0\u0002\u0002("));
      assertThatExceptionOfType(LibsslException.class)
          .isThrownBy(session::handshake)
          .withMessageContaining("handshake failure");
    }
  }

  @Test
  void doesNothingOnceClosed() throws Exception {
    TlsSession session = session("registry.example");
    session.close();
    session.close();
    assertThat(session.holdsMore()).isFalse();
    assertThatExceptionOfType(LibsslException.class).isThrownBy(session::handshake);
    assertThatExceptionOfType(LibsslException.class).isThrownBy(session::takeToSend);
    assertThatExceptionOfType(LibsslException.class).isThrownBy(() -> session.write(new byte[1]));
    assertThatExceptionOfType(LibsslException.class).isThrownBy(() -> session.receive(direct("x")));
    assertThatExceptionOfType(LibsslException.class)
        .isThrownBy(() -> session.read(ByteBuffer.allocateDirect(1)));
  }
}
