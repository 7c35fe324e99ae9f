package dev.microagent.bindings.crypto;

import dev.microagent.bindings.crypto.Libcrypto.Calls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Computes one digest by libcrypto. Owns a context of the library; {@link #close} frees it. Not
 * thread-safe, but threads may take turns.
 */
public final class LibcryptoDigest implements AutoCloseable {

  /** Which digest. */
  public enum Algorithm {
    SHA_256(32),
    SHA_512(64);

    private final int bytes;

    Algorithm(int bytes) {
      this.bytes = bytes;
    }

    /** How many the digest has. */
    int bytes() {
      return bytes;
    }

    private MemorySegment implementation() {
      return switch (this) {
        case SHA_256 -> Calls.sha256();
        case SHA_512 -> Calls.sha512();
      };
    }
  }

  private final Algorithm algorithm;
  private final Arena arena;
  private final MemorySegment context;
  private boolean closed;

  private LibcryptoDigest(Algorithm algorithm, Arena arena) throws LibcryptoException {
    this.algorithm = algorithm;
    this.arena = arena;
    MemorySegment created = Calls.mdCtxNew();
    check("EVP_MD_CTX_new", created.address() != 0);
    this.context = created.reinterpret(arena, Calls::mdCtxFree);
    check("EVP_DigestInit_ex", Calls.digestInit(context, algorithm.implementation()) == 1);
  }

  /**
   * Begins a digest; to be called after {@link #verify}.
   *
   * @throws LibcryptoException if the library refuses it, for want of memory or by its
   *     configuration
   */
  @SuppressWarnings("MustBeClosedChecker") // the new object owns the arena
  public static LibcryptoDigest create(Algorithm algorithm) throws LibcryptoException {
    Arena arena = Arena.ofShared();
    try {
      return new LibcryptoDigest(algorithm, arena);
    } catch (LibcryptoException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Makes sure that the library is there, and does as it should.
   *
   * @throws LibcryptoException if not; the message says what to install
   */
  public static void verify() throws LibcryptoException {
    Libcrypto.verify();
    for (Algorithm algorithm : Algorithm.values()) {
      create(algorithm).close();
    }
  }

  /**
   * The library's own name and version, such as "OpenSSL 3.0.19 27 Jan 2026".
   *
   * @throws IllegalStateException if it isn't there, as {@link #verify} tells
   */
  public static String version() {
    return Libcrypto.Version.text();
  }

  private static void check(String function, boolean done) throws LibcryptoException {
    if (!done) {
      throw new LibcryptoException(function + " failed", null);
    }
  }

  /**
   * Adds the remaining bytes of a direct buffer, and consumes them.
   *
   * @throws IllegalStateException if it is closed
   */
  public void update(ByteBuffer bytes) throws LibcryptoException {
    if (!bytes.isDirect()) {
      throw new IllegalArgumentException("the buffer must be direct");
    }
    int result = Calls.digestUpdate(context, MemorySegment.ofBuffer(bytes), bytes.remaining());
    check("EVP_DigestUpdate", result == 1);
    bytes.position(bytes.limit());
  }

  /**
   * Ends the computation; to be called once.
   *
   * @throws IllegalStateException if it is closed
   */
  public byte[] digest() throws LibcryptoException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment value = scratch.allocate(algorithm.bytes);
      check("EVP_DigestFinal_ex", Calls.digestFinal(context, value) == 1);
      return value.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /**
   * Frees the context. Has no effect when called again.
   *
   * @throws IllegalStateException if another thread is adding bytes at this moment
   */
  @Override
  public void close() {
    if (!closed) {
      arena.close();
      closed = true;
    }
  }
}
