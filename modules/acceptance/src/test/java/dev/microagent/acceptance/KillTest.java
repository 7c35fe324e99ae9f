package dev.microagent.acceptance;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.microagent.acceptance.Microagent.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops the program at any point; whatever it was about to do, nothing is lost or half-written. */
class KillTest {

  private static final int KILLS = 200;

  /** After so many runs the file systems are looked into; not in step with the verbs. */
  private static final int SOUND_EVERY = 21;

  private static final long SEED = 20260601;

  /** What is killed. */
  enum Verb {
    FRESH,
    MOVED,
    TAG,
    RM,
    PRUNE
  }

  @TempDir Path home;

  private Microagent microagent;
  private Path one;
  private Path two;
  private Path moving;
  private Path saved;
  private int moves;

  /** Every size gives a baseline of its own, so that each pull has one to build. */
  private int sizeMib = 32;

  @BeforeEach
  void start() throws Exception {
    microagent = new Microagent(home).keepingLayers();
    SampleImages images = new SampleImages(home);
    one = images.make("one");
    two = images.make("two");
    moving = images.make("moving");
    for (Path layout : List.of(one, two, moving)) {
      pull(layout);
    }
    saved = Files.createDirectory(home.resolve("saved"));
    Files.copy(index(), saved.resolve("index.json"));
    linkAll(rootfs(), saved);
  }

  @Test
  void killedAtAnyTimeItKeepsWhatItRecorded() throws Exception {
    Random random = new Random(SEED);
    Map<Verb, Long> durations = new EnumMap<>(Verb.class);
    for (Verb verb : Verb.values()) {
      String[] command = prepare(verb);
      long begin = System.nanoTime();
      assertThat(microagent.run(command).code()).isZero();
      durations.put(verb, System.nanoTime() - begin);
    }
    Map<Verb, Integer> kills = new EnumMap<>(Verb.class);
    int killed = 0;
    for (int run = 0; killed < KILLS; run++) {
      assertThat(run).as("runs for %s kills", killed).isLessThan(3 * KILLS);
      Verb verb = Verb.values()[run % Verb.values().length];
      String[] command = prepare(verb);
      long begin = System.nanoTime();
      Process process = microagent.start(command);
      // The first third is the start of the program, which changes nothing.
      long end = durations.get(verb);
      if (!process.waitFor(random.nextLong(end / 3, end), NANOSECONDS)) {
        process.destroyForcibly();
      }
      if (process.waitFor() == StepKiller.KILLED) {
        killed++;
        kills.merge(verb, 1, Integer::sum);
      } else {
        durations.put(verb, System.nanoTime() - begin);
      }
      assertWhole(verb, run % SOUND_EVERY == 0);
    }
    assertThat(kills).containsOnlyKeys(Verb.values());
    assertAllWellAfterwards();
  }

  /** At each of the calls that decide what is on disk, one run. */
  @ParameterizedTest
  @EnumSource(names = {"FRESH", "TAG", "RM", "PRUNE"})
  void killedAtEveryStepItKeepsWhatItRecorded(Verb verb) throws Exception {
    killAtEach("?rename,renameat,renameat2", 1, verb);
    switch (verb) {
      case FRESH -> {
        killAtEach("fsync,fdatasync", 1, verb);
        killAtEach("pwrite64", 10, verb);
      }
      case RM, PRUNE -> killAtEach("?unlink,unlinkat", 1, verb);
      default -> killAtEach("fsync,fdatasync", 1, verb);
    }
    assertAllWellAfterwards();
  }

  private void killAtEach(String calls, int step, Verb verb) throws Exception {
    StepKiller.killAtEach(
        microagent, calls, step, () -> prepare(verb), ended -> assertWhole(verb, ended));
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void stoppedItTakesItsTemporaryFilesWithIt(String signal, int code) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/", exchange -> serveHalf(exchange, asked, ended));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    // A layer that is cached isn't asked for.
    try (DirectoryStream<Path> layers =
        Files.newDirectoryStream(microagent.state().resolve("images/layers"))) {
      for (Path layer : layers) {
        Files.delete(layer);
      }
    }
    try {
      Process process =
          microagent.start(
              "images", "pull", "127.0.0.1:" + server.getAddress().getPort() + "/app:v");
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      Tools.run(Tools.find("kill"), "-" + signal, process.pid());
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
    } finally {
      ended.countDown();
      server.stop(0);
    }
    State.assertNoLitter(microagent.state());
    State state = State.list(microagent);
    assertThat(state.names()).containsExactlyInAnyOrder(name(one), name(two), name(moving));
    state.assertFilesExist();
    state.assertSound();
  }

  /** A mke2fs that never ends goes with the program, and so does what was staged for it. */
  @Test
  void stoppedItTakesMke2fsWithIt() throws Exception {
    EndlessMke2fs mke2fs = EndlessMke2fs.create(home);
    Process process =
        microagent.start("images", "pull", "--mke2fs", mke2fs.program().toString(), name(one));
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          mke2fs.endWith("INT", process);
          assertThat(process.waitFor()).isEqualTo(130);
        });
    State.assertNoLitter(microagent.state());
  }

  /** A registry with the image that sends half of the layer, and then nothing more. */
  private void serveHalf(HttpExchange exchange, CountDownLatch asked, CountDownLatch ended)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    String digest =
        path.contains("/manifests/")
            ? SampleImages.digest(two)
            : path.substring(path.lastIndexOf('/') + 1);
    if (!digest.startsWith("sha256:")) {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
      return;
    }
    byte[] blob = Files.readAllBytes(two.resolve("blobs/sha256/" + digest.substring(7)));
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            path.contains("/manifests/")
                ? "application/vnd.oci.image.manifest.v1+json"
                : "application/octet-stream");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : blob.length);
    boolean layer = blob[0] == 0x1f;
    if (!head) {
      exchange.getResponseBody().write(blob, 0, layer ? blob.length / 2 : blob.length);
      exchange.getResponseBody().flush();
    }
    if (layer && !head) {
      asked.countDown();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.close();
  }

  /** Brings back what the last run removed, but not what it left, and says what to run. */
  private String[] prepare(Verb verb) throws Exception {
    linkAll(saved, rootfs());
    Files.copy(saved.resolve("index.json"), index(), StandardCopyOption.REPLACE_EXISTING);
    return switch (verb) {
      case FRESH -> fresh(one);
      case MOVED -> {
        SampleImages.move(moving, moves++ % 2 == 0 ? one : two);
        yield fresh(moving);
      }
      case TAG -> new String[] {"images", "tag", name(one), "local/app:baseline"};
      case RM -> new String[] {"images", "rm", name(two), "--delete", "--yes"};
      case PRUNE -> new String[] {"images", "prune", "--delete", "--yes"};
    };
  }

  private void assertWhole(Verb verb, boolean sound) throws Exception {
    State state = sound ? State.list(microagent) : State.parse(Files.readString(index()));
    switch (verb) {
      case FRESH, MOVED, TAG ->
          assertThat(state.names()).contains(name(one), name(two), name(moving));
      case RM -> assertThat(state.names()).contains(name(one), name(moving));
      case PRUNE -> {}
    }
    state.assertFilesExist();
    if (sound) {
      state.assertSound();
    }
  }

  private void assertAllWellAfterwards() throws Exception {
    pull(one);
    assertThat(State.list(microagent).names()).contains(name(one));
    Result result = microagent.run("images", "prune", "--delete", "--yes");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(rootfs()).isEmptyDirectory();
    assertThat(State.list(microagent).names()).isEmpty();
    State.assertNoLitter(microagent.state());
  }

  private void pull(Path layout) throws Exception {
    Result result = microagent.run("images", "pull", "--size-mib", "32", name(layout));
    assertThat(result.code()).as(result.err()).isZero();
  }

  private String[] fresh(Path layout) {
    sizeMib++;
    return new String[] {"images", "pull", "--size-mib", Integer.toString(sizeMib), name(layout)};
  }

  private static String name(Path layout) {
    return "oci:" + layout + ":v";
  }

  private Path rootfs() {
    return microagent.state().resolve("images/rootfs");
  }

  private Path index() {
    return microagent.state().resolve("images/index.json");
  }

  /** Links the baselines of a directory into another. */
  private static void linkAll(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*.ext4")) {
      for (Path file : files) {
        Path link = to.resolve(file.getFileName());
        if (Files.notExists(link)) {
          Files.createLink(link, file);
        }
      }
    }
  }
}
