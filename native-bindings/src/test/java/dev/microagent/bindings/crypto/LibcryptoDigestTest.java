package dev.microagent.bindings.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microagent.bindings.Needs;
import dev.microagent.bindings.crypto.LibcryptoDigest.Algorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibcryptoDigestTest {

  @BeforeAll
  static void library() {
    try {
      LibcryptoDigest.verify();
    } catch (LibcryptoException e) {
      Needs.that(false, e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"SHA_256,SHA-256", "SHA_512,SHA-512"})
  void agreesWithTheJdk(Algorithm algorithm, String javaName) throws Exception {
    Random random = new Random(7);
    MessageDigest expected = MessageDigest.getInstance(javaName);
    for (int i = 0; i < 200; i++) {
      try (LibcryptoDigest digest = LibcryptoDigest.create(algorithm)) {
        for (int pieces = random.nextInt(4); pieces > 0; pieces--) {
          byte[] bytes = new byte[random.nextInt(5000)];
          random.nextBytes(bytes);
          ByteBuffer direct =
              ByteBuffer.allocateDirect(bytes.length + 2).position(1).put(bytes).flip().position(1);
          digest.update(direct);
          assertThat(direct.hasRemaining()).isFalse();
          expected.update(bytes);
        }
        assertThat(digest.digest()).isEqualTo(expected.digest());
      }
    }
  }

  @Test
  void saysWhatItIs() throws LibcryptoException {
    assertThat(LibcryptoDigest.version()).contains("SSL");
  }

  @Test
  void misuseIsRefusedRatherThanFatal() throws LibcryptoException {
    LibcryptoDigest digest = LibcryptoDigest.create(Algorithm.SHA_256);
    assertThatIllegalArgumentException().isThrownBy(() -> digest.update(ByteBuffer.allocate(1)));
    digest.close();
    digest.close();
    assertThatIllegalStateException().isThrownBy(() -> digest.update(ByteBuffer.allocateDirect(1)));
    assertThatIllegalStateException().isThrownBy(digest::digest);
  }
}
