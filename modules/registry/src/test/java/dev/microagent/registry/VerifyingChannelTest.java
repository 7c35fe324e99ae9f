package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyingChannelTest {

  private static VerifyingChannel channel(String sent, String promised) {
    byte[] bytes = promised.getBytes(UTF_8);
    return new VerifyingChannel(
        Channels.newChannel(new ByteArrayInputStream(sent.getBytes(UTF_8))),
        new Descriptor("x", TestImage.digest(bytes), bytes.length),
        "thing");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 999, 1000, 1001, 5000})
  void passesWhatIsRight(int length) throws Exception {
    String text = "x".repeat(length);
    assertThat(Sources.readAll(channel(text, text))).asString(UTF_8).isEqualTo(text);
  }

  @Test
  void leavesTheRestOfABufferAlone() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(10).position(2);
    assertThat(channel("abc", "abc").read(buffer)).isEqualTo(3);
    assertThat(buffer.position()).isEqualTo(5);
    assertThat(buffer.limit()).isEqualTo(10);
  }

  @Test
  void keepsTheLastByteUntilTheVerdict() throws Exception {
    VerifyingChannel channel = channel("abX", "abc");
    assertThat(channel.read(ByteBuffer.allocate(2))).isEqualTo(2);
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .matches(e -> e.expected().equals(TestImage.digest("abc".getBytes(UTF_8)).toString()))
        .matches(e -> e.actual().equals(TestImage.digest("abX".getBytes(UTF_8)).toString()));
  }

  @Test
  void failsAgainAfterAFailure() {
    VerifyingChannel channel = channel("abX", "abc");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(VerificationException.class)
          .isThrownBy(() -> channel.read(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void mayBeClosedWhileBytesArrive() {
    byte[] bytes = "abc".getBytes(UTF_8);
    AtomicReference<VerifyingChannel> channel = new AtomicReference<>();
    ReadableByteChannel closing =
        new ReadableByteChannel() {
          @Override
          public int read(ByteBuffer dst) throws IOException {
            channel.get().close();
            dst.put(bytes);
            return bytes.length;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    channel.set(
        new VerifyingChannel(
            closing, new Descriptor("x", TestImage.digest(bytes), bytes.length), "thing"));

    assertThatExceptionOfType(AsynchronousCloseException.class)
        .isThrownBy(() -> channel.get().read(ByteBuffer.allocate(9)));
  }

  @Test
  void refusesOtherLengths() {
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> Sources.readAll(channel("ab", "abc")))
        .withMessage("thing: expected 3 bytes, got 2 bytes");
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> Sources.readAll(channel("abcd", "abc")))
        .withMessage("thing: expected 3 bytes, got at least 4 bytes");
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> Sources.readAll(channel("a", "")))
        .withMessage("thing: expected 0 bytes, got at least 1 byte");
  }
}
