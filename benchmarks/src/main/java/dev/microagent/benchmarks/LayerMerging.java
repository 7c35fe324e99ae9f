package dev.microagent.benchmarks;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.FileTree;
import dev.microagent.layers.LayerMerger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;

/** Lays the generated layers over each other, from decoded archives to a tree. */
public class LayerMerging {

  @Benchmark
  public FileTree merge(LayerArchives layers) throws IOException {
    DiscardingStore contents = new DiscardingStore();
    FileTree tree = new FileTree(contents, new Attributes(0755, 0, 0, Instant.EPOCH));
    LayerMerger merger = new LayerMerger(tree, contents);
    for (ByteBuffer archive : layers.archives()) {
      merger.apply(new MemorySource(archive), "generated");
    }
    return tree;
  }
}
