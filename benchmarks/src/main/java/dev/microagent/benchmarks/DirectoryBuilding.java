package dev.microagent.benchmarks;

import dev.microagent.ext4.Ext4Summary;
import dev.microagent.filetree.TreePath;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Completes a file system with many names in one directory: its hash index is most of the work. */
@State(Scope.Benchmark)
public class DirectoryBuilding {

  @Param("20000")
  public int files;

  private @Nullable ImageFile target;

  /** A tree can be written once. */
  @Setup(Level.Invocation)
  public void prepare() throws IOException {
    target = new ImageFile();
    for (int i = 0; i < files; i++) {
      target.putEmptyFile(TreePath.parse("icons/some-icon-%06d.svg".formatted(i)));
    }
  }

  @Benchmark
  public Ext4Summary finish() throws IOException {
    ImageFile written = Objects.requireNonNull(target);
    return written.image().finish(written.tree());
  }

  @TearDown(Level.Invocation)
  public void close() throws IOException {
    if (target != null) {
      target.close();
    }
  }
}
