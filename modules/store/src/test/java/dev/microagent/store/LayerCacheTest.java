package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.codec.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerCacheTest {

  private static final Digest A = new Digest("sha256", "a".repeat(64));
  private static final Digest B = new Digest("sha256", "b".repeat(64));

  @TempDir Path directory;

  private LayerCache cache(long limitBytes) {
    return StateDirectory.open(directory).layerCache(limitBytes);
  }

  private static void add(LayerCache cache, Digest diffId) throws IOException {
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    try (LayerCacheWriter writer = cache.add(diffId).orElseThrow()) {
      writer.write(ByteBuffer.allocateDirect(noise.length).put(noise).flip());
      writer.complete();
    }
  }

  private static boolean has(LayerCache cache, Digest diffId) throws IOException {
    try (FileChannel channel = cache.open(diffId).orElse(null)) {
      return channel != null;
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("images/layers"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void whatIsCompleteIsFoundAndNothingElseStays() throws IOException {
    LayerCache cache = cache(1 << 20);
    assertThat(has(cache, A)).isFalse();
    try (LayerCacheWriter writer = cache.add(A).orElseThrow()) {
      writer.write(ByteBuffer.allocateDirect(10));
      assertThat(has(cache, A)).isFalse();
      assertThat(cache.add(A)).isEmpty();
    }
    assertThat(files()).isEmpty();
    add(cache, A);
    assertThat(has(cache, A)).isTrue();
    assertThat(cache.add(A)).isEmpty();
    cache.remove(A);
    assertThat(files()).isEmpty();
  }

  @Test
  void theOneUsedLongestAgoGoesFirst() throws IOException {
    LayerCache cache = cache(2500);
    add(cache, A);
    add(cache, B);
    Path layers = directory.resolve("images/layers");
    for (String name : files()) {
      Files.setLastModifiedTime(
          layers.resolve(name), FileTime.fromMillis(name.contains("aaa") ? 1000 : 2000));
    }
    assertThat(has(cache, A)).isTrue();
    add(cache, new Digest("sha256", "c".repeat(64)));
    assertThat(has(cache, A)).isTrue();
    assertThat(has(cache, B)).isFalse();
  }

  @Test
  void offItKeepsNothing() throws IOException {
    add(cache(1 << 20), A);
    Path litter = directory.resolve("images/layers/.sha256-" + "b".repeat(64) + ".lz4.tmp");
    Files.writeString(litter, "of a dead process");
    LayerCache off = cache(0);
    assertThat(has(off, A)).isFalse();
    assertThat(off.add(B)).isEmpty();
    off.trim();
    assertThat(files()).isEmpty();
  }

  private static final long LARGE = 16 << 20;

  @Test
  void aPartStaysUntilItIsDiscardedAndBelongsToOne() throws IOException {
    LayerCache cache = cache(LARGE);
    try (LayerPart part = cache.part(A, LARGE).orElseThrow()) {
      part.bytes().write(ByteBuffer.wrap(new byte[10]));
      assertThat(cache.part(A, LARGE)).isEmpty();
      cache.removeParts();
    }
    try (LayerPart part = cache.part(A, LARGE).orElseThrow()) {
      assertThat(part.bytes().size()).isEqualTo(10);
      part.discard();
    }
    try (LayerPart part = cache.part(A, LARGE).orElseThrow()) {
      assertThat(part.bytes().size()).isZero();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void aPartMayBeClosedTwiceAndAfterItsChannel() throws IOException {
    LayerCache cache = cache(LARGE);
    LayerPart part = cache.part(A, LARGE).orElseThrow();
    part.bytes().write(ByteBuffer.wrap(new byte[10]));
    part.bytes().close();
    part.close();
    try (LayerPart next = cache.part(A, LARGE).orElseThrow()) {
      part.close();
      assertThat(next.bytes().size()).isEqualTo(10);
    }
  }

  @Test
  void noPartIsKeptOfWhatIsSmallOrLargerThanTheCache() throws IOException {
    assertThat(cache(LARGE).part(A, 1 << 20)).isEmpty();
    assertThat(cache(LARGE).part(A, LARGE + 1)).isEmpty();
    assertThat(cache(0).part(A, LARGE)).isEmpty();
  }

  @Test
  void partsThatNobodyFetchesCanBeRemoved() throws IOException {
    LayerCache cache = cache(LARGE);
    cache.removeParts();
    try (LayerPart part = cache.part(A, LARGE).orElseThrow()) {
      part.bytes().write(ByteBuffer.wrap(new byte[10]));
    }
    add(cache, B);
    cache.removeParts();
    assertThat(files()).containsExactly("sha256-" + B.hex() + ".lz4");
  }

  @Test
  void whatIsNoFileIsNoEntryAndKeepsNothingElseFromGoing() throws IOException {
    LayerCache cache = cache(LARGE);
    add(cache, A);
    Path layers = directory.resolve("images/layers");
    for (String name : List.of("sha256-%s.lz4", "sha256-%s.part", ".sha256-%s.lz4.tmp")) {
      Files.createDirectories(layers.resolve(name.formatted(B.hex())).resolve("not-ours"));
    }
    assertThat(has(cache, B)).isFalse();
    assertThat(cache.add(B)).isEmpty();
    assertThat(cache.part(B, LARGE)).isEmpty();
    cache(0).trim();
    assertThat(has(cache, A)).isFalse();
    assertThat(files()).hasSize(3);
  }

  @Test
  void somethingElseInAnEntrysPlaceGoes() throws IOException {
    LayerCache cache = cache(LARGE);
    Path layers = Files.createDirectories(directory.resolve("images/layers"));
    Files.createSymbolicLink(
        layers.resolve("sha256-%s.lz4".formatted(A.hex())), Path.of("/dev/zero"));
    assertThat(has(cache, A)).isFalse();
    assertThat(files()).isEmpty();
    add(cache, A);
    assertThat(has(cache, A)).isTrue();
  }
}
