package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.codec.CodecException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gzip data decode to, whatever inflates them; each way of inflating has its class. */
abstract class GzipDecompressorTest {

  private static final int FLAGS_OFFSET = 3;
  private static final int HEADER_BYTES = 10;

  private static final byte[] SAMPLE = Decoding.sample(1000);

  abstract Inflate inflate();

  private byte[] decode(byte[] stream) throws CodecException {
    return decode(stream, 4096, 4096);
  }

  private byte[] decode(byte[] stream, int inBytes, int outBytes) throws CodecException {
    return Decoding.decode(new GzipDecompressor(inflate()), stream, inBytes, outBytes);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,4096", "4096,1", "7,13", "65536,65536"})
  void decodesHoweverTheBuffersAreCut(int inBytes, int outBytes) throws CodecException {
    byte[] stream = join(withAllFields(SAMPLE, true), gzip(new byte[0]), gzip(SAMPLE), new byte[9]);

    assertThat(decode(stream, inBytes, outBytes)).isEqualTo(join(SAMPLE, SAMPLE));
  }

  @Test
  void decodesALargeStream() throws CodecException {
    byte[] large = Decoding.sample(3_000_000);

    assertThat(decode(gzip(large), 8192, 65536)).isEqualTo(large);
  }

  @Test
  void decodesManyMembers() throws CodecException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      byte[] part = Decoding.sample(i);
      stream.writeBytes(gzip(part));
      expected.writeBytes(part);
    }

    assertThat(decode(stream.toByteArray())).isEqualTo(expected.toByteArray());
  }

  @Test
  void refusesEveryTruncation() {
    byte[] stream = join(withAllFields(SAMPLE, true), gzip(SAMPLE));
    int firstMember = withAllFields(SAMPLE, true).length;

    for (int length = 0; length < stream.length; length++) {
      if (length != firstMember) {
        byte[] truncated = Arrays.copyOf(stream, length);
        assertThatExceptionOfType(CodecException.class)
            .as("%d bytes", length)
            .isThrownBy(() -> decode(truncated))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
      }
    }
  }

  @Test
  void aMutationIsFoundOrHarmless() {
    byte[] stream = join(withAllFields(SAMPLE, false), gzip(SAMPLE));
    byte[] expected = join(SAMPLE, SAMPLE);

    for (int i = 0; i < stream.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] mutated = stream.clone();
        mutated[i] ^= (byte) (1 << bit);
        try {
          byte[] decoded = decode(mutated);
          assertThat(decoded).as("byte %d, bit %d", i, bit).isEqualTo(expected);
        } catch (CodecException e) {
          assertThat(e).hasMessageStartingWith("gzip data ");
        }
      }
    }
  }

  @Test
  void aHeaderChecksumCoversTheHeader() {
    byte[] stream = withAllFields(SAMPLE, true);
    int headerBytes = stream.length - (gzip(SAMPLE).length - HEADER_BYTES);

    for (int i = 0; i < headerBytes; i++) {
      byte[] mutated = stream.clone();
      mutated[i] ^= 0x20;
      assertThatExceptionOfType(CodecException.class)
          .as("byte %d", i)
          .isThrownBy(() -> decode(mutated));
    }
  }

  @Test
  void verifiesChecksumAndLengthOfEveryMember() {
    byte[] member = gzip(SAMPLE);
    for (int trailerByte = 1; trailerByte <= 8; trailerByte++) {
      byte[] damaged = member.clone();
      damaged[damaged.length - trailerByte] ^= 1;

      refuses(damaged, Kind.CORRUPT, trailerByte > 4 ? "checksum" : "length");
      refuses(join(member, damaged), Kind.CORRUPT, trailerByte > 4 ? "checksum" : "length");
      refuses(join(damaged, member), Kind.CORRUPT, trailerByte > 4 ? "checksum" : "length");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 511, 512, 10_000})
  void acceptsZeroPaddingAfterTheLastMember(int zeros) throws CodecException {
    assertThat(decode(join(gzip(SAMPLE), new byte[zeros]))).isEqualTo(SAMPLE);
  }

  @Test
  void refusesWhatElseFollows() {
    refuses(join(gzip(SAMPLE), new byte[] {1}), Kind.CORRUPT, "no member");
    refuses(join(gzip(SAMPLE), new byte[] {0x1f, 0x1f}), Kind.CORRUPT, "no member");
    refuses(join(gzip(SAMPLE), new byte[] {0, 0, 1}), Kind.CORRUPT, "padding");
    refuses(join(gzip(SAMPLE), new byte[5000], gzip(SAMPLE)), Kind.CORRUPT, "padding");
  }

  @Test
  void refusesAnEmptyStream() {
    refuses(new byte[0], Kind.TRUNCATED, "empty");
  }

  @Test
  void refusesUnknownMethodsAndReservedFlags() {
    byte[] method = gzip(SAMPLE);
    method[2] = 7;
    refuses(method, Kind.CORRUPT, "method 7");
    byte[] flags = gzip(SAMPLE);
    flags[FLAGS_OFFSET] = 0x20;
    refuses(flags, Kind.CORRUPT, "reserved");
  }

  private void refuses(byte[] stream, Kind kind, String message) {
    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> decode(stream))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A member with FTEXT, FEXTRA, FNAME and FCOMMENT, and with FHCRC if asked for. */
  static byte[] withAllFields(byte[] bytes, boolean headerCrc) {
    byte[] member = gzip(bytes);
    byte[] header = Arrays.copyOf(member, HEADER_BYTES);
    header[FLAGS_OFFSET] = (byte) (1 | 4 | 8 | 16 | (headerCrc ? 2 : 0));
    byte[] extra = new byte[300];
    Arrays.fill(extra, (byte) 'e');
    byte[] fields =
        join(
            header,
            new byte[] {(byte) extra.length, (byte) (extra.length >> 8)},
            extra,
            new byte[] {'n', 'a', 'm', 'e', 0, 'c', 0});
    CRC32 crc = new CRC32();
    crc.update(fields);
    byte[] checksum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
    return join(
        fields,
        headerCrc ? checksum : new byte[0],
        Arrays.copyOfRange(member, HEADER_BYTES, member.length));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
