package dev.microagent.codec;

/**
 * A digest as the OCI image specification writes it, {@code algorithm:hex}.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the value in lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex) {

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
