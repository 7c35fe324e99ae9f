package dev.microagent.bindings.isal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microagent.bindings.Needs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IsalInflaterTest {

  private static final byte[] BEHIND = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  @BeforeAll
  static void library() {
    try {
      IsalInflater.verify();
    } catch (IsalException e) {
      Needs.that(false, e.getMessage());
    }
  }

  @Test
  void endsWhereTheStreamEnds() throws IsalException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    bytes[200_000] = 0;
    byte[] stream = deflate(bytes);
    ByteBuffer in = direct(stream, BEHIND);
    ByteBuffer out = ByteBuffer.allocateDirect(bytes.length + 1);

    try (IsalInflater inflater = new IsalInflater()) {
      assertThat(inflater.inflate(in, out)).isTrue();
      assertThat(in.position()).isEqualTo(stream.length);
      assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(bytes));

      inflater.reset();
      assertThat(inflater.inflate(direct(stream, BEHIND), out.clear())).isTrue();
      assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(bytes));
    }
  }

  @Test
  void anOutputThatIsFullIsGoneOnWith() throws IsalException {
    byte[] bytes = new byte[100_000];
    byte[] stream = deflate(bytes);
    ByteBuffer in = direct(stream, BEHIND);
    ByteBuffer out = ByteBuffer.allocateDirect(999);
    int decoded = 0;

    try (IsalInflater inflater = new IsalInflater()) {
      boolean ended = false;
      while (!ended) {
        ended = inflater.inflate(in, out.clear());
        decoded += out.position();
      }
    }

    assertThat(decoded).isEqualTo(bytes.length);
    assertThat(in.position()).isEqualTo(stream.length);
  }

  @Test
  void saysWhatIsWrong() {
    // A block of the reserved kind; a code that the fixed ones don't have; a distance of 1 at
    // first.
    assertFails("07", IsalInflater.INVALID_BLOCK);
    assertFails("1b0300000000", IsalInflater.INVALID_SYMBOL);
    assertFails("030200000000", IsalInflater.INVALID_LOOKBACK);
  }

  private static void assertFails(String stream, int code) {
    try (IsalInflater inflater = new IsalInflater()) {
      assertThatExceptionOfType(IsalException.class)
          .as(stream)
          .isThrownBy(() ->
              inflater.inflate(
                  direct(HexFormat.of().parseHex(stream), BEHIND), ByteBuffer.allocateDirect(100)))
          .satisfies(e -> assertThat(e.code()).as(stream).isEqualTo(code));
    }
  }

  @Test
  void misuseIsRefusedRatherThanFatal() {
    IsalInflater inflater = new IsalInflater();
    ByteBuffer direct = ByteBuffer.allocateDirect(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inflater.inflate(ByteBuffer.allocate(1), direct));
    inflater.close();
    inflater.close();
    assertThatIllegalStateException().isThrownBy(() -> inflater.inflate(direct, direct));
    assertThatIllegalStateException().isThrownBy(inflater::reset);
  }

  private static ByteBuffer direct(byte[] first, byte[] second) {
    return ByteBuffer.allocateDirect(first.length + second.length).put(first).put(second).flip();
  }

  private static byte[] deflate(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      while (!deflater.finished()) {
        out.write(piece, 0, deflater.deflate(piece));
      }
    }
    return out.toByteArray();
  }
}
