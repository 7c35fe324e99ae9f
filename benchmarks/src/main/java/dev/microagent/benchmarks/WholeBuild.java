package dev.microagent.benchmarks;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.BaselinePuller;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.LayerOptions;
import dev.microagent.rootfs.PullListener;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.PullResult;
import dev.microagent.store.LayerAdmission;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Builds and records a root file system out of a layout, synced, by each file system writer. */
@State(Scope.Benchmark)
public class WholeBuild {

  private static final String GENERATED = "generated";

  /** The cache has benchmarks of its own. */
  private static final LayerOptions UNCACHED = new LayerOptions(0, LayerAdmission.ALWAYS, 1);

  private static final Path MKE2FS = Path.of("/sbin/mke2fs");

  /** How many the generated image has. */
  @Param("10000")
  public int files;

  /** The generated image, or a reference to another one in a layout. */
  @Param(GENERATED)
  public String image = GENERATED;

  private Path directory = Path.of("");
  private Path state = Path.of("");
  private String reference = "";

  @Setup
  public void prepare() throws IOException {
    directory = Files.createTempDirectory("benchmark-");
    state = directory.resolve("state");
    reference = image;
    if (image.equals(GENERATED)) {
      Path layout = directory.resolve("layout");
      GeneratedLayout.write(layout, GENERATED, files);
      reference = "oci:" + layout + ":" + GENERATED;
    }
  }

  @Benchmark
  public PullResult microagent() throws IOException {
    return pull(null);
  }

  /** By {@code mke2fs -d}, for which the files are staged in a directory. */
  @Benchmark
  public PullResult mke2fs() throws IOException {
    return pull(MKE2FS);
  }

  private PullResult pull(@Nullable Path mke2fs) throws IOException {
    PullRequest request =
        new PullRequest(
            ImageReference.parse(reference),
            Platform.host(),
            OptionalLong.empty(),
            SourceOptions.DEFAULTS,
            UNCACHED,
            mke2fs,
            GuestInits.none());
    return new BaselinePuller(StateDirectory.open(state)).pull(request, PullListener.NONE);
  }

  /** The next one finds nothing built. */
  @TearDown(Level.Invocation)
  public void forget() throws IOException {
    delete(state);
  }

  @TearDown
  public void delete() throws IOException {
    delete(directory);
  }

  private static void delete(Path tree) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(tree)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
