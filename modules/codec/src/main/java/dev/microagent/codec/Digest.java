package dev.microagent.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A digest as the OCI image specification writes it, {@code algorithm:hex}. Only the registered
 * algorithms are taken, with exactly as many digits as each has.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the value in lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex) {

  /** How much of a text that is no digest an error message repeats, in characters. */
  private static final int QUOTED = 80;

  /**
   * @throws IllegalArgumentException if the algorithm is another one, or the digits aren't its
   */
  public Digest {
    int digits =
        switch (algorithm) {
          case "sha256" -> 64;
          case "sha512" -> 128;
          default -> throw noDigest(algorithm + ":" + hex);
        };
    if (hex.length() != digits || !hex.chars().allMatch(Digest::isDigit)) {
      throw noDigest(algorithm + ":" + hex);
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws IllegalArgumentException if it isn't of that form
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw noDigest(text);
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** The SHA-256 of bytes. */
  public static Digest sha256(byte[] bytes) {
    try (Digester digester = Digester.of("sha256")) {
      digester.update(ByteBuffer.wrap(bytes));
      return digester.digest();
    }
  }

  static IllegalArgumentException unknownAlgorithm(String algorithm) {
    return new IllegalArgumentException(
        "digest algorithm is neither sha256 nor sha512: " + algorithm);
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static IllegalArgumentException noDigest(String text) {
    String start = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    String printable = start.replaceAll("\\p{Cntrl}", "?");
    return new IllegalArgumentException(
        "not a sha256 or sha512 digest in lower-case hex: '" + printable + "'");
  }

  // Of all components, as the record's own, which the JVM makes of method handles when it first
  // needs them: that takes it longer than all else that a short command does with digests.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest
        && algorithm.equals(digest.algorithm)
        && hex.equals(digest.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
