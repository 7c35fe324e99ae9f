package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String SHA512_OF_ABC =
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

  @Test
  void readsWhatItWrites() {
    Digest digest = Digest.parse("sha256:" + SHA256_OF_ABC);

    assertThat(digest).isEqualTo(new Digest("sha256", SHA256_OF_ABC));
    assertThat(digest).hasToString("sha256:" + SHA256_OF_ABC);
    assertThat(Digest.parse("sha512:" + SHA512_OF_ABC).algorithm()).isEqualTo("sha512");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "sha256",
        "sha256:",
        "md5:900150983cd24fb0d6963f7d28e17f72",
        "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag",
        "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        " sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:../../../../../../../../../../../../../../../../../../../etc/passw",
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Digest.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a sha256 or sha512 digest");
  }

  @Test
  void aHostileTextMakesAShortMessageOfOneLine() {
    assertThatThrownBy(() -> Digest.parse("sha256:\n\u001b[2J" + "x".repeat(1_000_000)))
        .message()
        .hasSizeLessThan(200)
        .doesNotContain("\n", "\u001b");
  }

  @Test
  void computesBothAlgorithms() {
    assertThat(digest("sha256", "a", "bc")).hasToString("sha256:" + SHA256_OF_ABC);
    assertThat(digest("sha512", "a", "bc")).hasToString("sha512:" + SHA512_OF_ABC);
    assertThatThrownBy(() -> Digester.of("md5")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDigesterConsumesDirectAndHeapBuffers() {
    Digester digester = Digester.of("sha256");
    ByteBuffer direct = ByteBuffer.allocateDirect(1).put((byte) 'a').flip();
    ByteBuffer heap = ByteBuffer.wrap(new byte[] {'x', 'b', 'c', 'x'}, 1, 2);

    digester.update(direct);
    digester.update(heap);

    assertThat(direct.hasRemaining()).isFalse();
    assertThat(heap.hasRemaining()).isFalse();
    assertThat(digester.digest().hex()).isEqualTo(SHA256_OF_ABC);
  }

  private static Digest digest(String algorithm, String... parts) {
    Digester digester = Digester.of(algorithm);
    for (String part : parts) {
      digester.update(ByteBuffer.wrap(part.getBytes(StandardCharsets.US_ASCII)));
    }
    return digester.digest();
  }
}
