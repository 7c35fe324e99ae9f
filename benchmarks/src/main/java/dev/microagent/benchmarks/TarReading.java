package dev.microagent.benchmarks;

import dev.microagent.tar.ContentConsumer;
import dev.microagent.tar.TarReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;

/** Reads the lowest generated layer. */
public class TarReading {

  /** Every entry; contents are passed over. */
  @Benchmark
  public int entries(LayerArchives layers) throws IOException {
    TarReader reader = reader(layers);
    int entries = 0;
    while (reader.next() != null) {
      entries++;
    }
    return entries;
  }

  /** Every entry with its content. */
  @Benchmark
  public long contents(LayerArchives layers) throws IOException {
    TarReader reader = reader(layers);
    Counter counter = new Counter();
    while (reader.next() != null) {
      reader.readContent(counter);
    }
    return counter.bytes;
  }

  private static TarReader reader(LayerArchives layers) {
    return new TarReader(new MemorySource(layers.archives().getFirst()));
  }

  private static final class Counter implements ContentConsumer {

    private long bytes;

    @Override
    public void data(ByteBuffer data) {
      bytes += data.remaining();
      data.position(data.limit());
    }

    @Override
    public void hole(long length) {
      bytes += length;
    }
  }
}
