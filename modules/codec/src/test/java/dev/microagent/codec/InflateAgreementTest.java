package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.codec.CodecException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * ISA-L and the JDK make the same of the same bytes: streams drawn by a fixed seed, whole, cut off
 * and damaged, in buffers of any size.
 */
class InflateAgreementTest {

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};
  private static final int[] STRATEGIES = {
    Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY
  };

  /** What came of a stream: its bytes, or why there are none. */
  private record Outcome(@Nullable ByteBuffer bytes, @Nullable Kind failure) {}

  @BeforeAll
  static void library() {
    Needs.isal();
  }

  @Test
  void onWholeStreams() throws CodecException {
    Random random = new Random(20);
    for (int i = 0; i < 100; i++) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] stream = stream(random, 100_000, content);
      int inBytes = bufferBytes(random);
      int outBytes = bufferBytes(random);
      for (Inflate inflate : new Inflate[] {new JdkInflate(), new IsalInflate()}) {
        assertThat(decoded(inflate, stream, inBytes, outBytes))
            .as("stream %d, buffers of %d and %d", i, inBytes, outBytes)
            .isEqualTo(ByteBuffer.wrap(content.toByteArray()));
      }
    }
  }

  @Test
  void byteForByte() throws CodecException {
    Random random = new Random(21);
    for (int i = 0; i < 60; i++) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] stream = stream(random, 3_000, content);
      for (int outBytes : new int[] {1, 7, 997, 100_003}) {
        assertThat(decoded(new IsalInflate(), stream, 1, outBytes))
            .as("stream %d, output of %d", i, outBytes)
            .isEqualTo(ByteBuffer.wrap(content.toByteArray()));
      }
    }
  }

  @Test
  void onStreamsCutOff() {
    Random random = new Random(22);
    for (int i = 0; i < 1000; i++) {
      byte[] stream = stream(random, 3_000, new ByteArrayOutputStream());
      byte[] cut = Arrays.copyOf(stream, random.nextInt(stream.length));
      int inBytes = bufferBytes(random);
      int outBytes = bufferBytes(random);

      assertThat(decode(new IsalInflate(), cut, inBytes, outBytes))
          .as("stream %d", i)
          .isEqualTo(decode(new JdkInflate(), cut, inBytes, outBytes));
    }
  }

  /** Whether a damaged stream ends in an error or too early may differ: one looks further ahead. */
  @Test
  void onDamagedStreams() {
    Random random = new Random(23);
    for (int i = 0; i < 600; i++) {
      byte[] stream = stream(random, 3_000, new ByteArrayOutputStream());
      for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
        stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int inBytes = bufferBytes(random);
      int outBytes = bufferBytes(random);

      assertThat(decode(new IsalInflate(), stream, inBytes, outBytes).bytes())
          .as("stream %d", i)
          .isEqualTo(decode(new JdkInflate(), stream, inBytes, outBytes).bytes());
    }
  }

  private static Outcome decode(Inflate inflate, byte[] stream, int inBytes, int outBytes) {
    try {
      return new Outcome(decoded(inflate, stream, inBytes, outBytes), null);
    } catch (CodecException e) {
      return new Outcome(null, e.kind());
    }
  }

  private static ByteBuffer decoded(Inflate inflate, byte[] stream, int inBytes, int outBytes)
      throws CodecException {
    return ByteBuffer.wrap(
        Decoding.decode(new GzipDecompressor(inflate), stream, inBytes, outBytes));
  }

  private static int bufferBytes(Random random) {
    return random.nextInt(4) == 0 ? 1 + random.nextInt(9) : 1 + random.nextInt(70_000);
  }

  /** A stream of one to three members, possibly padded, and what it decodes to. */
  private static byte[] stream(Random random, int maxBytes, ByteArrayOutputStream content) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int members = 1 + random.nextInt(3); members > 0; members--) {
      byte[] bytes = content(random, random.nextInt(maxBytes));
      content.writeBytes(bytes);
      stream.writeBytes(member(random, bytes));
    }
    stream.writeBytes(new byte[random.nextInt(3) == 0 ? random.nextInt(600) : 0]);
    return stream.toByteArray();
  }

  /** Runs of noise, of few different bytes, of one byte, and of what stood before. */
  private static byte[] content(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int end = Math.min(length, at + 1 + random.nextInt(length));
      int kind = random.nextInt(4);
      int distance = 1 + random.nextInt(40_000);
      for (; at < end; at++) {
        bytes[at] =
            switch (kind) {
              case 0 -> (byte) random.nextInt();
              case 1 -> (byte) ('a' + random.nextInt(5));
              case 2 -> 0;
              default -> at < distance ? (byte) at : bytes[at - distance];
            };
      }
    }
    return bytes;
  }

  private static byte[] member(Random random, byte[] bytes) {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    member.writeBytes(HEADER);
    byte[] piece = new byte[1000];
    try (Deflater deflater = new Deflater(random.nextInt(10), true)) {
      deflater.setStrategy(STRATEGIES[random.nextInt(STRATEGIES.length)]);
      int half = bytes.length / 2;
      deflater.setInput(bytes, 0, half);
      int flush = random.nextBoolean() ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
      // The first call may set the parameters only.
      for (int length = 0; length > 0 || !deflater.needsInput(); ) {
        length = deflater.deflate(piece, 0, piece.length, flush);
        member.write(piece, 0, length);
      }
      deflater.setInput(bytes, half, bytes.length - half);
      deflater.finish();
      while (!deflater.finished()) {
        member.write(piece, 0, deflater.deflate(piece));
      }
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    writeInt(member, (int) crc.getValue());
    writeInt(member, bytes.length);
    return member.toByteArray();
  }

  private static void writeInt(ByteArrayOutputStream out, int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(value >> shift);
    }
  }
}
