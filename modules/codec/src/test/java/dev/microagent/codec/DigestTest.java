package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  static final String SHA512_OF_ABC =
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

  @Test
  void isThatOfBytes() {
    byte[] abc = {'a', 'b', 'c'};
    assertThat(Digest.sha256(abc)).hasToString("sha256:" + SHA256_OF_ABC);
  }

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
}
