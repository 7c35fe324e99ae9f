package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.microagent.codec.CodecException.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZstdDecompressorTest {

  private static final byte[] SAMPLE = Decoding.sample(1000);

  /** A skippable frame with three bytes of content. */
  private static final byte[] SKIPPABLE = HexFormat.of().parseHex("532a4d1803000000ffeedd");

  @ParameterizedTest
  @CsvSource({"1,1", "1,4096", "4096,1", "7,13", "65536,65536"})
  void decodesHoweverTheBuffersAreCut(int inBytes, int outBytes) throws CodecException {
    byte[] stream =
        join(SKIPPABLE, zstd(SAMPLE), zstd(new byte[0]), SKIPPABLE, zstd(SAMPLE), SKIPPABLE);

    assertThat(Decoding.decode(Compression.ZSTD, stream, inBytes, outBytes))
        .isEqualTo(join(SAMPLE, SAMPLE));
  }

  @Test
  void decodesALargeStream() throws CodecException {
    byte[] large = Decoding.sample(3_000_000);

    assertThat(Decoding.decode(Compression.ZSTD, zstd(large), 8192, 65536)).isEqualTo(large);
  }

  @Test
  void decodesWhatExpandsManyThousandfold() throws CodecException {
    byte[] zeros = new byte[5_000_000];

    assertThat(Decoding.decode(Compression.ZSTD, zstd(zeros), 4096, 4096)).isEqualTo(zeros);
  }

  @Test
  void decodesAFrameWithoutChecksum() throws CodecException {
    assertThat(Decoding.decode(Compression.ZSTD, Zstd.compress(SAMPLE))).isEqualTo(SAMPLE);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] stream = join(SKIPPABLE, zstd(SAMPLE), SKIPPABLE);
    int secondEnd = stream.length - SKIPPABLE.length;

    for (int length = 0; length < stream.length; length++) {
      if (length != SKIPPABLE.length && length != secondEnd) {
        byte[] truncated = Arrays.copyOf(stream, length);
        assertThatExceptionOfType(CodecException.class)
            .as("%d bytes", length)
            .isThrownBy(() -> Decoding.decode(Compression.ZSTD, truncated))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
      }
    }
  }

  @Test
  void aMutationIsFoundOrHarmless() {
    byte[] stream = zstd(SAMPLE);

    for (int i = 0; i < stream.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] mutated = stream.clone();
        mutated[i] ^= (byte) (1 << bit);
        try {
          byte[] decoded = Decoding.decode(Compression.ZSTD, mutated);
          // A bit of the header tells whether there is a checksum; one of them turns the frame
          // into a skippable one.
          if (i > 4) {
            assertThat(decoded).as("byte %d, bit %d", i, bit).isEqualTo(SAMPLE);
          }
        } catch (CodecException e) {
          assertThat(e).hasMessageStartingWith("zstd data ");
        }
      }
    }
  }

  @Test
  void verifiesTheChecksum() {
    byte[] damaged = zstd(SAMPLE);
    damaged[damaged.length - 1] ^= 1;

    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> Decoding.decode(Compression.ZSTD, damaged))
        .withMessageContaining("checksum")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
  }

  @Test
  void refusesWhatIsNoFrame() {
    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> Decoding.decode(Compression.ZSTD, join(zstd(SAMPLE), new byte[8])))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
  }

  @Test
  void aWindowMayHave128MiBAndNoMore() throws CodecException {
    byte[] bytes = Decoding.sample(200_000);

    assertThat(Decoding.decode(Compression.ZSTD, withWindow(bytes, 27))).isEqualTo(bytes);
    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> Decoding.decode(Compression.ZSTD, withWindow(bytes, 28)))
        .withMessageContaining("128 MiB")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
  }

  private static byte[] zstd(byte[] bytes) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setChecksum(true).compress(bytes);
    }
  }

  /** A frame whose header asks for a window of 2^log bytes: RFC 8878, section 3.1.1.1.2. */
  private static byte[] withWindow(byte[] bytes, int log) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(HexFormat.of().parseHex("28b52ffd00"));
    frame.write((log - 10) << 3);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(100_000, bytes.length - at);
      int last = at + length == bytes.length ? 1 : 0;
      int rawBlock = (length << 3) | last;
      frame.write(rawBlock);
      frame.write(rawBlock >> 8);
      frame.write(rawBlock >> 16);
      frame.write(bytes, at, length);
      at += length;
    }
    return frame.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
