package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionTest {

  @ParameterizedTest
  @CsvSource({
    "1f8b0800, GZIP",
    "1f8b08, GZIP",
    "1f8b07, NONE",
    "1f8b, NONE",
    "28b52ffd, ZSTD",
    "28b52f, NONE",
    "502a4d18, ZSTD",
    "5f2a4d18, ZSTD",
    "602a4d18, NONE",
    "425a6839, NONE",
    "2e2f0000, NONE",
    "00000000, NONE",
  })
  void isDetectedByTheFirstBytes(String hex, Compression expected) {
    byte[] start = HexFormat.of().parseHex(hex);
    ByteBuffer longer = ByteBuffer.allocateDirect(600).put((byte) 1).put(start).flip().position(1);

    assertThat(Compression.detect(longer)).isEqualTo(expected);
    assertThat(longer.position()).isEqualTo(1);
  }

  @Test
  void nothingAtAllIsNotCompressed() throws CodecException {
    assertThat(Compression.detect(ByteBuffer.allocate(0))).isEqualTo(Compression.NONE);
    assertThat(Decoding.decode(Compression.NONE, new byte[0])).isEmpty();
  }

  @Test
  void plainBytesPassUnchanged() throws CodecException {
    byte[] bytes = Decoding.sample(10_000);

    assertThat(Decoding.decode(Compression.NONE, bytes, 7, 4096)).isEqualTo(bytes);
    assertThat(Decoding.decode(Compression.NONE, bytes, 4096, 7)).isEqualTo(bytes);
  }
}
