package dev.microagent.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The generated layers, decoded, in memory. */
@State(Scope.Benchmark)
public class LayerArchives {

  /** How many the lowest layer has. */
  @Param("10000")
  public int files;

  private List<ByteBuffer> archives = List.of();

  @Setup
  public void prepare() {
    archives = GeneratedLayers.of(files).stream().map(PinnedBytes::direct).toList();
  }

  /** Archives, the lowest layer first. */
  List<ByteBuffer> archives() {
    return archives;
  }
}
