package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a digester does, whatever computes; each way has its class. */
abstract class DigesterTest {

  abstract Digester of(String algorithm);

  @Test
  void computesBothAlgorithms() {
    assertThat(digest("sha256", "a", "bc")).hasToString("sha256:" + DigestTest.SHA256_OF_ABC);
    assertThat(digest("sha512", "a", "bc")).hasToString("sha512:" + DigestTest.SHA512_OF_ABC);
    assertThatIllegalArgumentException().isThrownBy(() -> of("md5"));
  }

  @Test
  void consumesDirectAndHeapBuffers() {
    ByteBuffer direct = ByteBuffer.allocateDirect(1).put((byte) 'a').flip();
    ByteBuffer heap = ByteBuffer.wrap(new byte[] {'x', 'b', 'c', 'x'}, 1, 2);

    try (Digester digester = of("sha256")) {
      digester.update(direct);
      digester.update(heap);

      assertThat(direct.hasRemaining()).isFalse();
      assertThat(heap.hasRemaining()).isFalse();
      assertThat(digester.digest().hex()).isEqualTo(DigestTest.SHA256_OF_ABC);
    }
  }

  @Test
  void aReadOnlyBufferOfTheHeapIsTakenWhole() {
    byte[] bytes = new byte[100_000];
    new Random(3).nextBytes(bytes);

    try (Digester heap = of("sha512");
        Digester direct = of("sha512")) {
      heap.update(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
      direct.update(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer());

      assertThat(heap.digest()).isEqualTo(direct.digest());
    }
  }

  @Test
  void mayBeClosedAtAnyTimeAndTwice() {
    Digester digester = of("sha256");
    digester.update(ByteBuffer.allocate(10));
    digester.close();
    digester.close();
  }

  private Digest digest(String algorithm, String... parts) {
    try (Digester digester = of(algorithm)) {
      for (String part : parts) {
        digester.update(ByteBuffer.wrap(part.getBytes(StandardCharsets.US_ASCII)));
      }
      return digester.digest();
    }
  }
}
