package dev.microagent.codec;

import dev.microagent.bindings.crypto.LibcryptoDigest;
import dev.microagent.bindings.crypto.LibcryptoDigest.Algorithm;
import dev.microagent.bindings.crypto.LibcryptoException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A digest by libcrypto, which doesn't wait for a compiler to become fast. */
final class LibcryptoDigester implements Digester {

  /** Bytes of a buffer on the heap that are copied at a time; only documents come in such. */
  private static final int COPIED_BYTES = 8 << 10;

  private final String algorithm;
  private final LibcryptoDigest digest;

  LibcryptoDigester(String algorithm) {
    this.algorithm = algorithm;
    Algorithm known =
        switch (algorithm) {
          case "sha256" -> Algorithm.SHA_256;
          case "sha512" -> Algorithm.SHA_512;
          default -> throw Digest.unknownAlgorithm(algorithm);
        };
    try {
      this.digest = LibcryptoDigest.create(known);
    } catch (LibcryptoException e) {
      throw outOfMemory(e);
    }
  }

  @Override
  public void update(ByteBuffer bytes) {
    try {
      if (bytes.isDirect()) {
        digest.update(bytes);
      } else {
        updateByCopy(bytes);
      }
    } catch (LibcryptoException e) {
      throw outOfMemory(e);
    }
  }

  private void updateByCopy(ByteBuffer bytes) throws LibcryptoException {
    ByteBuffer copy = ByteBuffer.allocateDirect(Math.min(bytes.remaining(), COPIED_BYTES));
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), copy.capacity());
      copy.clear().put(0, bytes, bytes.position(), length).limit(length);
      bytes.position(bytes.position() + length);
      digest.update(copy);
    }
  }

  @Override
  public Digest digest() {
    try {
      return new Digest(algorithm, HexFormat.of().formatHex(digest.digest()));
    } catch (LibcryptoException e) {
      throw outOfMemory(e);
    }
  }

  @Override
  public void close() {
    digest.close();
  }

  /** The only reason for which a digest that was tried out can fail. */
  private static IllegalStateException outOfMemory(LibcryptoException e) {
    return new IllegalStateException("libcrypto failed: " + e.getMessage(), e);
  }
}
