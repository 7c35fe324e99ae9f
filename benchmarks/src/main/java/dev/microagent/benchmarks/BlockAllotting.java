package dev.microagent.benchmarks;

import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Allots and writes the blocks of many small files, and takes those of every tenth back. */
@State(Scope.Benchmark)
public class BlockAllotting {

  private static final int LARGEST_FILE = 16 << 10;

  @Param("10000")
  public int files;

  private final ByteBuffer pool = PinnedBytes.direct(PinnedBytes.of(1 << 20, 4));
  private int[] sizes = {};

  @Setup
  public void prepare() {
    sizes = new Random(5).ints(files, 1, LARGEST_FILE).toArray();
  }

  @Benchmark
  public int contents() throws IOException {
    try (ImageFile target = new ImageFile()) {
      for (int i = 0; i < sizes.length; i++) {
        ContentWriter writer = target.image().open(sizes[i]);
        writer.write(pool.slice(i, sizes[i]));
        Content content = writer.finish();
        if (i % 10 == 0) {
          target.image().release(content);
        }
      }
    }
    return sizes.length;
  }
}
