package dev.microagent.store;

import dev.microagent.codec.Digester;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Names a baseline by everything that decides its bytes.
 *
 * @param text 32 lower-case hexadecimal digits
 */
public record BaselineKey(String text) {

  // 128 bits: no two baselines of one machine collide, and file names stay readable.
  private static final int DIGITS = 32;

  public BaselineKey {
    if (!text.matches("[0-9a-f]{" + DIGITS + "}")) {
      throw new IllegalArgumentException("not a baseline key: " + text);
    }
  }

  /**
   * Makes a key of parts, such as the manifest's digest, the platform, the size and the version of
   * what is written. Order and number of the parts count.
   */
  public static BaselineKey of(List<String> parts) {
    try (Digester sha256 = Digester.of("sha256")) {
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // With its length before it, ["a", "b"] differs from ["ab"].
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        sha256.update(ByteBuffer.wrap(bytes));
      }
      return new BaselineKey(sha256.digest().hex().substring(0, DIGITS));
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
