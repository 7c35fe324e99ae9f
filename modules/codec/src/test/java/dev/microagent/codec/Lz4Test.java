package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.codec.CodecException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4Test {

  /** A frame of bytes, given to the writer in pieces. */
  static byte[] frame(byte[] content, int pieceBytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try (Lz4FrameWriter writer = new Lz4FrameWriter(Channels.newChannel(frame))) {
      for (int i = 0; i < content.length; i += pieceBytes) {
        int length = Math.min(pieceBytes, content.length - i);
        writer.write(ByteBuffer.allocateDirect(length).put(content, i, length).flip());
      }
      writer.finish();
    }
    return frame.toByteArray();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,1,1",
    "1,1,1,1",
    "1000,100,1,1",
    "300000,300000,4096,4096",
    "700000,262144,262144,262144",
    "700000,600000,1000,600000",
    "700000,1000,600000,1000"
  })
  void decodesWhatWasWritten(int length, int pieceBytes, int inBytes, int outBytes)
      throws IOException {
    for (byte[] content : new byte[][] {Decoding.sample(length), noise(length), new byte[length]}) {
      byte[] frame = frame(content, pieceBytes);
      assertThat(Decoding.decode(Compression.LZ4, frame, inBytes, outBytes)).isEqualTo(content);
    }
  }

  @Test
  void anotherReaderAgrees() throws IOException {
    for (byte[] content : new byte[][] {Decoding.sample(900_000), noise(900_000), {}}) {
      try (LZ4FrameInputStream in =
          new LZ4FrameInputStream(new ByteArrayInputStream(frame(content, 300_000)))) {
        assertThat(in.readAllBytes()).isEqualTo(content);
      }
    }
  }

  @Test
  void isDetected() throws IOException {
    assertThat(Compression.detect(ByteBuffer.wrap(frame(new byte[0], 1))))
        .isEqualTo(Compression.LZ4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 7, 10, 11, 100, -8, -1})
  void anythingCutOffIsTruncated(int at) throws IOException {
    byte[] frame = frame(Decoding.sample(300_000), 300_000);
    byte[] cut = Arrays.copyOf(frame, at < 0 ? frame.length + at : at);
    assertFails(cut, Kind.TRUNCATED);
  }

  @Test
  void nothingMayFollow() throws IOException {
    byte[] frame = frame(new byte[10], 10);
    assertFails(Arrays.copyOf(frame, frame.length + 1), Kind.CORRUPT);
  }

  @Test
  void otherFormsOfFramesAreRefused() throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try (LZ4FrameOutputStream out = new LZ4FrameOutputStream(frame)) {
      out.write(1);
    }
    assertFails(frame.toByteArray(), Kind.UNSUPPORTED);
  }

  @Test
  void anyChangedByteIsNoticed() throws IOException {
    Random random = new Random(1);
    for (byte[] content : new byte[][] {Decoding.sample(2000), noise(2000)}) {
      byte[] frame = frame(content, 500);
      for (int i = 0; i < frame.length; i++) {
        byte[] damaged = frame.clone();
        damaged[i] ^= (byte) (1 + random.nextInt(255));
        assertThatExceptionOfType(CodecException.class)
            .as("byte %d", i)
            .isThrownBy(() -> Decoding.decode(Compression.LZ4, damaged));
      }
    }
  }

  private static void assertFails(byte[] frame, Kind kind) {
    assertThatExceptionOfType(CodecException.class)
        .isThrownBy(() -> Decoding.decode(Compression.LZ4, frame))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
