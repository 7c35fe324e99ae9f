package dev.microagent.benchmarks;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Work that uses nothing of this program. What the others take is told in multiples of it, which
 * means something on another machine too.
 */
@State(Scope.Benchmark)
public class ReferenceWork {

  private final Inflater inflater = new Inflater(true);
  private ByteBuffer copy = ByteBuffer.allocateDirect(0);

  /** What a processor can: inflates the pinned buffer by the JDK. */
  @Benchmark
  public long inflate(Payload payload) throws DataFormatException {
    inflater.reset();
    inflater.setInput(payload.deflated());
    long bytes = 0;
    while (!inflater.finished()) {
      bytes += inflater.inflate(payload.chunk());
    }
    return payload.expectAll(bytes);
  }

  /** What a memory can: copies the pinned buffer. */
  @Benchmark
  public ByteBuffer copy(Payload payload) {
    ByteBuffer plain = payload.plain();
    if (copy.capacity() != plain.capacity()) {
      copy = ByteBuffer.allocateDirect(plain.capacity());
    }
    return copy.clear().put(plain);
  }
}
