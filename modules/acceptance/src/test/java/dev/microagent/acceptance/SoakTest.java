package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many processes at once do to one state directory all that users do, for as many seconds as {@code
 * SOAK_SECONDS} says.
 */
class SoakTest {

  private static final int WORKERS = 8;

  private static final int SECONDS =
      Integer.parseInt(System.getenv().getOrDefault("SOAK_SECONDS", "30"));

  @TempDir Path home;

  private Microagent microagent;
  private String owned;
  private Path workspace;

  /** Records a workspace's own file, which no prune may touch. */
  @BeforeEach
  void start() throws Exception {
    microagent = new Microagent(home);
    owned = "oci:" + new SampleImages(home).make("owned") + ":v";
    run("images", "pull", "--size-mib", "32", owned);
    workspace = State.giveToWorkspace(microagent.state());
  }

  @Test
  void manyProcessesShareAStateDirectory(TestReporter reporter) throws Exception {
    SoakHistory history = new SoakHistory();
    try (DockerRegistry registry = DockerRegistry.start(home)) {
      List<String> images = images(registry);
      long end = System.nanoTime() + SECONDS * 1_000_000_000L;
      List<SoakWorker> workers =
          IntStream.range(0, WORKERS)
              .mapToObj(number ->
                  new SoakWorker(number, user(number), images, owned, workspace, history, end))
              .toList();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> reader = threads.submit(this::readAllTheTime);
        List<Future<Void>> results = threads.invokeAll(workers);
        if (!reader.cancel(true)) {
          reader.get();
        }
        for (Future<Void> result : results) {
          result.get();
        }
      }
    }
    deleteWorkspaces();
    reporter.publishEntry("runs", history.counts().toString());
    history.assertLossesExplained();
    assertAllSound();
    assertCleansUp();
  }

  /** Half of them keep every layer, the others those that this machine's default keeps. */
  private Microagent user(int number) {
    return number < WORKERS / 2 ? new Microagent(home).keepingLayers() : microagent;
  }

  /** The same images under several names, so that names share files. */
  private List<String> images(DockerRegistry registry) throws Exception {
    List<String> images = new ArrayList<>();
    SampleImages samples = new SampleImages(home);
    for (String name : List.of("one", "two", "three")) {
      Path layout = samples.make(name);
      registry.push(layout, "app:" + name);
      images.add("oci:" + layout + ":v");
      images.add(registry.host() + "/app:" + name);
    }
    return images;
  }

  /** Reads the index as other programs do, until it is interrupted. */
  private Void readAllTheTime() throws IOException {
    try {
      while (true) {
        State.parse(Files.readString(microagent.state().resolve("images/index.json")));
        // Leaves the processors to the others.
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      return null;
    }
  }

  private void deleteWorkspaces() throws Exception {
    State.list(microagent).assertSound();
    Path workspaces = workspace.getParent().getParent();
    try (Stream<Path> all = Files.list(workspaces)) {
      for (Path directory : all.filter(it -> !it.equals(workspace.getParent())).toList()) {
        run("delete", directory.getFileName().toString(), "--yes");
      }
    }
    assertThat(workspaces).isDirectoryContaining(workspace.getParent()::equals);
  }

  private void assertAllSound() throws Exception {
    State state = State.list(microagent);
    assertThat(state.names()).contains(owned);
    state.assertFilesExist();
    for (String name : state.names()) {
      run("images", "verify", name);
    }
  }

  private void assertCleansUp() throws Exception {
    run("images", "prune", "--delete", "--yes");
    for (String name : State.list(microagent).names()) {
      run("images", "rm", "--delete", "--yes", name);
    }
    assertThat(workspace).exists();
    Path images = microagent.state().resolve("images");
    try (Stream<Path> files = Files.walk(images)) {
      assertThat(files.filter(Files::isRegularFile).map(images::relativize).map(Path::toString))
          .allMatch(file ->
              file.matches(
                  "index\\.json|locks/[^.][^/]*\\.lock|layers/([^.][^/]*\\.lz4|seen/[^.][^/]*)"));
    }
  }

  private void run(String... command) throws Exception {
    Result result = microagent.run(command);
    assertThat(result.code()).as("%s: %s", List.of(command), result.err()).isZero();
  }
}
