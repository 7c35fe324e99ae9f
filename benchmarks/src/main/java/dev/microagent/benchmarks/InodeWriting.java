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

/** Completes a file system with many empty files in small directories: inodes are most of it. */
@State(Scope.Benchmark)
public class InodeWriting {

  private static final int FILES_PER_DIRECTORY = 20;

  @Param("20000")
  public int files;

  private @Nullable ImageFile target;

  /** A tree can be written once. */
  @Setup(Level.Invocation)
  public void prepare() throws IOException {
    target = new ImageFile();
    for (int i = 0; i < files; i++) {
      String directory = "modules/%05d".formatted(i / FILES_PER_DIRECTORY);
      target.putEmptyFile(TreePath.parse(directory + "/file-%06d".formatted(i)));
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
