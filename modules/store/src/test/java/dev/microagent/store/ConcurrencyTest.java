package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store used by many threads and processes. The time limits are there for deadlocks only. */
@Timeout(120)
class ConcurrencyTest {

  private static final int WRITERS = 4;
  private static final int RECORDS = 25;
  private static final BaselineKey KEY = BaselineKey.of(List.of("key"));

  @TempDir Path directory;

  @Test
  void threadsLoseNoRecord() throws Exception {
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < WRITERS; i++) {
        String name = "thread-" + i + "-";
        writers.add(
            threads.submit(() -> {
              // Each with its own view of the directory, as independent callers have.
              ImageIndex index = StateDirectory.open(directory).index();
              for (int record = 0; record < RECORDS; record++) {
                index.record(Samples.image(name + record, "amd64", '1'));
                assertThat(index.list()).isNotEmpty();
              }
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(names()).hasSize(WRITERS * RECORDS);
  }

  @Test
  void processesLoseNoRecord() throws Exception {
    List<Process> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(
          StoreProcess.start("record", directory.toString(), "process-" + i + "-", "" + RECORDS));
    }
    for (Process writer : writers) {
      String output = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(writer.waitFor()).as(output).isZero();
    }
    assertThat(names()).hasSize(WRITERS * RECORDS);
  }

  @Test
  void aKilledBuilderLeavesLitterThatTheNextOneRemoves() throws Exception {
    Process builder = startBuilder();
    Baselines baselines = StateDirectory.open(directory).baselines();
    Path temporary = baselines.directory().resolve("." + KEY + ".tmp");
    assertThat(temporary).exists();

    // While it lives its work is left alone.
    baselines.begin(BaselineKey.of(List.of("other")), () -> {}).close();
    assertThat(temporary).exists();

    builder.destroyForcibly().waitFor();
    assertThat(temporary).exists();
    baselines.begin(BaselineKey.of(List.of("other")), () -> {}).close();
    assertThat(temporary).doesNotExist();
  }

  @Test
  void aStoppedBuilderLeavesNothing() throws Exception {
    Process builder = startBuilder();
    Baselines baselines = StateDirectory.open(directory).baselines();
    // SIGTERM; the virtual machine treats SIGINT the same.
    builder.destroy();
    builder.waitFor();
    assertThat(baselines.directory()).isEmptyDirectory();
  }

  private Process startBuilder() throws IOException {
    Process builder = StoreProcess.start("build", directory.toString(), KEY.text());
    BufferedReader output = builder.inputReader(StandardCharsets.UTF_8);
    assertThat(output.readLine()).isEqualTo("building");
    return builder;
  }

  private Set<String> names() throws IOException {
    Set<String> names = new HashSet<>();
    for (ImageRecord image : StateDirectory.open(directory).index().list()) {
      names.add(image.imageRef());
    }
    return names;
  }
}
