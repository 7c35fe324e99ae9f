package dev.microagent.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One pinned buffer, plain and compressed. */
@State(Scope.Benchmark)
public class Payload {

  /** How much the program decodes at a time. */
  static final int CHUNK_BYTES = 512 << 10;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  /** Size of the plain bytes: more than the caches of usual processors hold. */
  @Param("32")
  public int mebibytes;

  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private ByteBuffer plain = NOTHING;
  private ByteBuffer deflated = NOTHING;
  private ByteBuffer gzip = NOTHING;

  @Setup
  public void prepare() throws IOException {
    byte[] bytes = PinnedBytes.of(mebibytes << 20, 1);
    plain = PinnedBytes.direct(bytes);
    deflated = PinnedBytes.direct(PinnedBytes.deflate(bytes));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream member = new GZIPOutputStream(out)) {
      member.write(bytes);
    }
    gzip = PinnedBytes.direct(out.toByteArray());
  }

  ByteBuffer plain() {
    return plain.duplicate();
  }

  ByteBuffer deflated() {
    return deflated.duplicate();
  }

  ByteBuffer gzip() {
    return gzip.duplicate();
  }

  /** Takes what is decoded; one buffer, as the program takes its own again. */
  ByteBuffer chunk() {
    return chunk.clear();
  }

  /**
   * Checks that a benchmark did all of its work.
   *
   * @param bytes how many plain bytes went through it
   */
  long expectAll(long bytes) {
    if (bytes != plain.capacity()) {
      throw new IllegalStateException(bytes + " bytes instead of " + plain.capacity());
    }
    return bytes;
  }
}
