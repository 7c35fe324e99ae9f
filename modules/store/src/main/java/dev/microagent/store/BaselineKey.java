package dev.microagent.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names a baseline by everything that decides its bytes.
 *
 * @param text 32 lower-case hexadecimal digits
 */
public record BaselineKey(String text) {

  // 128 bits: no two baselines of one machine collide, and file names stay readable.
  private static final int BYTES = 16;

  public BaselineKey {
    if (!text.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
      throw new IllegalArgumentException("not a baseline key: " + text);
    }
  }

  /**
   * Makes a key of parts, such as the manifest's digest, the platform, the size and the version of
   * what is written. Order and number of the parts count.
   */
  public static BaselineKey of(List<String> parts) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // With its length before it, ["a", "b"] differs from ["ab"].
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      sha256.update(bytes);
    }
    return new BaselineKey(HexFormat.of().formatHex(sha256.digest(), 0, BYTES));
  }

  @Override
  public String toString() {
    return text;
  }
}
