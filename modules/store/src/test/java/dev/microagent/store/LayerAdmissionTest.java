package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.codec.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which layers the cache takes in, and what it remembers for that. */
class LayerAdmissionTest {

  private static final long LIMIT = 1 << 20;
  private static final Digest A = new Digest("sha256", "a".repeat(64));
  private static final Digest B = new Digest("sha512", "b".repeat(128));

  @TempDir Path directory;

  private Path layers;
  private LayerCache cache;

  @BeforeEach
  void open() {
    layers = directory.resolve("images/layers");
    cache = cache(LIMIT, LayerAdmission.WHEN_FETCHED_AGAIN);
  }

  private LayerCache cache(long limitBytes, LayerAdmission admission) {
    return StateDirectory.open(directory).layerCache(limitBytes, admission);
  }

  /** Whether the cache takes a layer in; it is added then. */
  private static boolean add(LayerCache cache, Digest diffId) throws IOException {
    try (LayerCacheWriter writer = cache.add(diffId).orElse(null)) {
      if (writer == null) {
        return false;
      }
      writer.write(ByteBuffer.allocateDirect(1000));
      writer.complete();
      return true;
    }
  }

  private static boolean has(LayerCache cache, Digest diffId) throws IOException {
    try (FileChannel channel = cache.open(diffId).orElse(null)) {
      return channel != null;
    }
  }

  private static String kept(Digest diffId) {
    return diffId.algorithm() + "-" + diffId.hex() + ".lz4";
  }

  private static String seen(Digest diffId) {
    return "seen/" + diffId.algorithm() + "-" + diffId.hex();
  }

  private static Digest digest(int number) {
    return new Digest("sha256", "%064x".formatted(number));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(layers)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> layers.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void aLayerIsTakenInWhenItIsFetchedAgain() throws IOException {
    for (Digest layer : List.of(A, B)) {
      assertThat(add(cache, layer)).isFalse();
      cache.noteFetched(layer);
      assertThat(has(cache, layer)).isFalse();
      assertThat(layers.resolve(seen(layer))).isEmptyFile();
      assertThat(add(cache, layer)).isTrue();
      cache.noteFetched(layer);
      assertThat(has(cache, layer)).isTrue();
    }
  }

  @Test
  void oneThatWasNotFetchedToItsEndWasNotFetched() throws IOException {
    assertThat(add(cache, A)).isFalse();
    assertThat(add(cache, A)).isFalse();
    cache.noteFetched(B);
    assertThat(add(cache, A)).isFalse();
  }

  @Test
  void whereEveryLayerIsTakenInNothingIsRemembered() throws IOException {
    LayerCache always = cache(LIMIT, LayerAdmission.ALWAYS);
    assertThat(add(always, A)).isTrue();
    always.noteFetched(A);
    assertThat(files()).containsExactly(kept(A));
    assertThat(has(cache, A)).isTrue();
  }

  /** One fetch is enough for what was worth keeping before. */
  @Test
  void whatIsEvictedOrDamagedIsTakenInAtOnce() throws IOException {
    cache.noteFetched(A);
    add(cache, A);
    cache.remove(A);
    assertThat(add(cache, A)).isTrue();
    cache(1, LayerAdmission.WHEN_FETCHED_AGAIN).trim();
    assertThat(files()).containsExactly(seen(A));
    assertThat(add(cache, A)).isTrue();
  }

  @Test
  void recordingThatFailsForgetsNothing() throws IOException {
    cache.noteFetched(A);
    try (LayerCacheWriter writer = cache.add(A).orElseThrow()) {
      writer.write(ByteBuffer.allocateDirect(10));
    }
    assertThat(files()).containsExactly(seen(A));
    assertThat(add(cache, A)).isTrue();
  }

  @Test
  void offItRemembersNothingAndForgetsAll() throws IOException {
    cache.noteFetched(A);
    cache.noteFetched(B);
    add(cache, A);
    LayerCache off = cache(0, LayerAdmission.WHEN_FETCHED_AGAIN);
    off.noteFetched(digest(1));
    assertThat(add(off, A)).isFalse();
    cache(0, LayerAdmission.ALWAYS).trim();
    assertThat(files()).isEmpty();
    assertThat(add(cache, A)).isFalse();
  }

  @Test
  void theOldestIsForgottenWhereThereAreTooMany() throws IOException {
    for (int i = 0; i < FetchedLayers.MAX; i++) {
      cache.noteFetched(digest(i));
    }
    Path oldest = layers.resolve(seen(digest(17)));
    Files.setLastModifiedTime(oldest, FileTime.fromMillis(1000));
    cache.trim();
    assertThat(files()).hasSize(FetchedLayers.MAX);

    cache.noteFetched(A);
    cache.trim();
    assertThat(files()).hasSize(FetchedLayers.MAX).contains(seen(A));
    assertThat(oldest).doesNotExist();
    assertThat(add(cache, digest(17))).isFalse();
    assertThat(add(cache, A)).isTrue();
  }

  /** They have no bytes, so that none goes, and none makes a layer go, for the cache's size. */
  @Test
  void theyAreNotWhatFillsTheCache() throws IOException {
    LayerCache small = cache(2000, LayerAdmission.WHEN_FETCHED_AGAIN);
    small.noteFetched(A);
    small.noteFetched(B);
    Files.setLastModifiedTime(layers.resolve(seen(A)), FileTime.fromMillis(1000));
    assertThat(add(small, A)).isTrue();
    assertThat(add(small, B)).isTrue();
    small.trim();
    assertThat(files()).containsExactlyInAnyOrder(kept(A), seen(A), kept(B), seen(B));
  }

  @Test
  void pruningLeavesThem() throws IOException {
    cache.noteFetched(A);
    ImageRemover remover = StateDirectory.open(directory).remover();
    remover.prune(remover.planPrune());
    assertThat(files()).containsExactly(seen(A));
  }

  @Test
  void ofManyAtOnceOneAdds() throws Exception {
    int many = 8;
    CyclicBarrier together = new CyclicBarrier(many);
    try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
      for (int round = 0; round < 50; round++) {
        Digest layer = digest(round);
        threads
            .invokeAll(
                Collections.nCopies(
                    many,
                    () -> {
                      together.await();
                      cache.noteFetched(layer);
                      return add(cache, layer);
                    }))
            .forEach(adding -> assertThat(adding).succeedsWithin(Duration.ofMinutes(1)));
        assertThat(has(cache, layer)).isTrue();
      }
    }
    assertThat(files()).hasSize(2 * 50).allMatch(name -> name.matches("sha256-.*\\.lz4|seen/.*"));
  }

  /** What isn't ours stays, and is in nobody's way. */
  @Test
  void whatIsNoFileIsNoSign() throws IOException {
    Path squatter = Files.createDirectories(layers.resolve(seen(A)).resolve("not-ours"));
    Path foreign = Files.createFile(layers.resolve("seen/notes"));
    cache.noteFetched(A);
    cache.noteFetched(B);
    assertThat(add(cache, A)).isFalse();
    cache(0, LayerAdmission.ALWAYS).trim();
    assertThat(squatter).exists();
    assertThat(foreign).exists();
    assertThat(layers.resolve(seen(B))).doesNotExist();
  }

  @Test
  void withoutADirectoryNothingIsRemembered() throws IOException {
    cache.trim();
    assertThat(layers).doesNotExist();
    Files.createDirectories(layers.getParent());
    Files.createFile(layers);
    assertThatThrownBy(() -> cache.noteFetched(A)).isInstanceOf(IOException.class);
    assertThat(add(cache, A)).isFalse();
    cache.trim();
  }
}
