package dev.microagent.codec;

import java.util.regex.Pattern;

/**
 * A digest as the OCI image specification writes it, {@code algorithm:hex}. Only what this program
 * can verify is one: a digest of another algorithm is refused, and so is one of the wrong length.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the value in lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex) {

  private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA512_HEX = Pattern.compile("[0-9a-f]{128}");

  /** Refuses what isn't a digest with an {@link IllegalArgumentException}. */
  public Digest {
    Pattern digits =
        switch (algorithm) {
          case "sha256" -> SHA256_HEX;
          case "sha512" -> SHA512_HEX;
          default ->
              throw new IllegalArgumentException(
                  "digest algorithm is neither sha256 nor sha512: " + algorithm);
        };
    if (!digits.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a " + algorithm + " digest: " + hex);
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws IllegalArgumentException if the text isn't a digest
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not a digest: " + text);
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
