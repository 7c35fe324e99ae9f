package dev.microagent.codec;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest by the JDK. */
final class MessageDigester implements Digester {

  private final String algorithm;
  private final MessageDigest digest;

  MessageDigester(String algorithm) {
    this.algorithm = algorithm;
    String javaName =
        switch (algorithm) {
          case "sha256" -> "SHA-256";
          case "sha512" -> "SHA-512";
          default -> throw Digest.unknownAlgorithm(algorithm);
        };
    try {
      this.digest = MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      // java.base's own provider has both.
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void update(ByteBuffer bytes) {
    digest.update(bytes);
  }

  @Override
  public Digest digest() {
    return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void close() {}
}
