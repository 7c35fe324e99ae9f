package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinesTest {

  private static final BaselineKey KEY = BaselineKey.of(List.of("one"));
  private static final BaselineKey OTHER = BaselineKey.of(List.of("other"));
  @TempDir Path directory;

  @Test
  void whatIsPublishedIsFound() throws IOException {
    Baselines baselines = baselines();
    assertThat(baselines.find(KEY)).isEmpty();
    try (BaselineBuild build = baselines.begin(KEY, BaselinesTest::noWait)) {
      assertThat(build.isPublished()).isFalse();
      assertThat(build.temporaryPath()).doesNotExist();
      assertThat(build.temporaryPath().getParent()).isEqualTo(build.path().getParent());
      Files.writeString(build.temporaryPath(), "content");
      assertThat(baselines.find(KEY)).isEmpty();
      build.publish();
      assertThat(build.isPublished()).isTrue();
    }
    assertThat(baselines.find(KEY)).hasValue(baselines.directory().resolve(KEY + ".ext4"));
    assertThat(baselines.directory().resolve(KEY + ".ext4")).hasContent("content");
    assertOnlyFilesAre(KEY + ".ext4");
  }

  @Test
  void whatIsNotPublishedIsDiscarded() throws IOException {
    try (BaselineBuild build = baselines().begin(KEY, BaselinesTest::noWait)) {
      Files.writeString(build.temporaryPath(), "half of it");
    }
    assertOnlyFilesAre();
  }

  @Test
  void whatIsStagedGoesWithTheBuild() throws IOException {
    Path outside = Files.createFile(directory.resolve("outside"));
    try (BaselineBuild build = baselines().begin(KEY, BaselinesTest::noWait)) {
      Path staging = build.createStagingDirectory();
      assertThat(staging).hasParent(build.path().getParent());
      assertThat(Files.getPosixFilePermissions(staging))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      Path deep = Files.createDirectories(staging.resolve("a/b"));
      Files.createSymbolicLink(deep.resolve("link"), directory);
      Files.createLink(deep.resolve("hard"), outside);
      Files.writeString(build.temporaryPath(), "content");
      build.publish();
    }
    assertThat(outside).exists();
    assertOnlyFilesAre(KEY + ".ext4");
  }

  @Test
  void whatDeadProcessesStagedIsRemoved() throws IOException {
    Baselines baselines = baselines();
    Path rootfs = Files.createDirectories(baselines.directory());
    BaselineKey dead = BaselineKey.of(List.of("dead"));
    for (String name : List.of(KEY + ".stage", KEY + ".gone", dead + ".stage", dead + ".gone")) {
      Path staged = Files.createDirectories(rootfs.resolve("." + name + ".tmp/tree"));
      Files.createFile(staged.resolve("file"));
    }
    try (BaselineBuild other = baselines.begin(OTHER, BaselinesTest::noWait)) {
      Path alive = other.createStagingDirectory();
      try (BaselineBuild build = baselines.begin(KEY, BaselinesTest::noWait)) {
        assertThat(build.isPublished()).isFalse();
        assertOnlyFilesAre(alive.getFileName().toString());
      }
    }
    assertOnlyFilesAre();
  }

  @Test
  void aClosedBuildCannotGoOn() throws IOException {
    BaselineBuild build = baselines().begin(KEY, BaselinesTest::noWait);
    build.close();
    build.close();
    Files.writeString(build.temporaryPath(), "late");
    assertThatThrownBy(build::publish).hasMessageContaining("was stopped");
    assertThatThrownBy(build::createStagingDirectory).hasMessageContaining("was stopped");
    assertThat(build.path()).doesNotExist();
  }

  @Test
  void litterOfDeadProcessesIsRemovedAndWorkInProgressIsNot() throws IOException {
    Baselines baselines = baselines();
    Files.createDirectories(baselines.directory());
    BaselineKey dead = BaselineKey.of(List.of("dead"));
    Files.writeString(baselines.directory().resolve("." + KEY + ".tmp"), "dead");
    Files.writeString(baselines.directory().resolve("." + dead + ".tmp"), "dead");
    Files.writeString(baselines.directory().resolve(".mine.tmp"), "not of this program");
    try (BaselineBuild other = baselines.begin(OTHER, BaselinesTest::noWait)) {
      Files.writeString(other.temporaryPath(), "alive");
      Files.writeString(baselines.directory().resolve("." + dead + ".tmp"), "dead");
      try (BaselineBuild build = baselines.begin(KEY, BaselinesTest::noWait)) {
        assertThat(build.temporaryPath()).doesNotExist();
        assertOnlyFilesAre("." + OTHER + ".tmp", ".mine.tmp");
      }
    }
  }

  @Test
  void theSecondBuilderWaitsAndFindsTheFirstOnesWork() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Boolean> second;
      try (BaselineBuild build = baselines().begin(KEY, BaselinesTest::noWait)) {
        second =
            threads.submit(() -> {
              try (BaselineBuild late = baselines().begin(KEY, waits::countDown)) {
                return late.isPublished();
              }
            });
        waits.await();
        Files.writeString(build.temporaryPath(), "content");
        build.publish();
      }
      assertThat(second.get()).isTrue();
    }
  }

  @Test
  void waitingEndsWhenInterrupted() throws Exception {
    try (BaselineBuild build = baselines().begin(KEY, BaselinesTest::noWait)) {
      assertThatThrownBy(
              () -> {
                try (BaselineBuild never =
                    baselines().begin(KEY, Thread.currentThread()::interrupt)) {
                  throw new AssertionError("got " + never.path());
                }
              })
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(build.isPublished()).isFalse();
    }
    baselines().begin(KEY, BaselinesTest::noWait).close();
  }

  @Test
  void keysDependOnEveryPartAndOnWhereItEnds() {
    assertThat(BaselineKey.of(List.of("a", "b")))
        .isEqualTo(BaselineKey.of(List.of("a", "b")))
        .isNotEqualTo(BaselineKey.of(List.of("ab")))
        .isNotEqualTo(BaselineKey.of(List.of("a", "b", "")))
        .isNotEqualTo(BaselineKey.of(List.of("b", "a")));
    // Keys name files that other versions look for.
    assertThat(BaselineKey.of(List.of("a", "b")).text())
        .isEqualTo("16275ef0f5d0eb9dd9e0a53277549fda");
    assertThatThrownBy(() -> new BaselineKey("../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void noWait() {
    throw new AssertionError("had to wait");
  }

  private Baselines baselines() {
    return StateDirectory.open(directory).baselines();
  }

  private void assertOnlyFilesAre(String... names) throws IOException {
    List<String> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory.resolve("images/rootfs"))) {
      files.forEach(file -> found.add(file.getFileName().toString()));
    }
    assertThat(found).containsExactlyInAnyOrder(names);
  }
}
