package dev.microagent.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.FaultyRegistry.Answer;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pull that is started again after it broke in the middle of a large layer. */
class ResumedPullTest {

  /** More than what small layers have, of which no part is kept. */
  private static final int LAYER_BYTES = 10 << 20;

  @TempDir Path dir;

  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private StateDirectory state;
  private Path layer;
  private Path expected;
  private FaultyRegistry registry;

  @BeforeEach
  void breakAPull() throws IOException {
    byte[] noise = new byte[LAYER_BYTES];
    new Random(3).nextBytes(noise);
    TestLayout image =
        new TestLayout(dir.resolve("layout"))
            .layer(new TestLayout.Tar().file("noise", 0644, noise));
    expected = pull(StateDirectory.open(dir.resolve("expected")), image.reference());
    layer = image.lastBlob();
    registry = new FaultyRegistry(dir.resolve("layout"), layer);
    state = StateDirectory.open(dir.resolve("state"));

    registry.answers(List.of(FaultyRegistry.cut(2)));
    assertThatThrownBy(this::pull).hasMessageContaining("connection");
    registry.answers(List.of(rest()));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Answer rest() {
    return (registry, exchange, blob) -> {
      ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
      FaultyRegistry.PART.to(registry, exchange, blob);
    };
  }

  private static Path pull(StateDirectory state, ImageReference image) throws IOException {
    PullRequest request =
        new PullRequest(
            image,
            Platform.parse("amd64"),
            OptionalLong.of(32),
            SourceOptions.DEFAULTS,
            LayerOptions.DEFAULTS);
    return new BaselinePuller(state).pull(request, PullListener.NONE).record().outputPath();
  }

  private Path pull() throws IOException {
    return pull(state, registry.reference());
  }

  private Path part() throws IOException {
    return kept().stream().filter(file -> file.toString().endsWith(".part")).findAny().get();
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("state/images/layers"))) {
      return files.toList();
    }
  }

  private void assertPulled() throws IOException {
    assertThat(Files.mismatch(pull(), expected)).isEqualTo(-1);
    assertThat(kept()).hasSize(1).allMatch(file -> file.toString().endsWith(".lz4"));
  }

  @Test
  void goesOnWhereItBroke() throws IOException {
    long half = Files.size(layer) / 2;
    assertThat(part()).hasSize(half);
    assertPulled();
    assertThat(ranges).containsExactly("bytes=" + half + "-");
  }

  @Test
  void beginsAgainWhereWhatWasKeptIsDamaged() throws IOException {
    long half = Files.size(layer) / 2;
    byte[] bytes = Files.readAllBytes(part());
    bytes[bytes.length / 2] ^= 1;
    Files.write(part(), bytes);
    assertPulled();
    assertThat(ranges).containsExactly("bytes=" + half + "-", "null");
  }

  @Test
  void beginsAgainAfterAPrune() throws IOException {
    state.remover().prune(state.remover().planPrune());
    assertThat(kept()).isEmpty();
    assertPulled();
    assertThat(ranges).containsExactly("null");
  }
}
