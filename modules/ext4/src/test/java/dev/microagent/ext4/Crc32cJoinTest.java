package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cJoinTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 4096, 65_535, 65_536, 65_537, 1_000_003})
  void theJoinedSumIsThatOfBothPieces(int length) {
    byte[] first = bytes(1, 100);
    byte[] second = bytes(2, length);
    byte[] both = java.util.Arrays.copyOf(first, first.length + length);
    System.arraycopy(second, 0, both, first.length, length);

    assertThat(Crc32cJoin.of(length).join(crc(first), crc(second))).isEqualTo(crc(both));
    assertThat(Crc32cJoin.of(length).join(crc(new byte[0]), crc(second))).isEqualTo(crc(second));
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
