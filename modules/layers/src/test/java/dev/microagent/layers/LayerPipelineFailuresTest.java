package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.codec.CodecException;
import dev.microagent.layers.LayerException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of failures, and how a pipeline is ended before its time. */
@Timeout(60) // a standstill is what several of these look for
class LayerPipelineFailuresTest {

  private final TestLayers given = new TestLayers();

  @AfterEach
  void nothingIsLeft() {
    given.assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void failuresToOpenSurfaceInTheirTurn(int failing) {
    IOException failure = new IOException("no such blob");
    List<LayerSource> layers =
        new ArrayList<>(
            given.gzipped(
                List.of(TestLayers.bytes(5000), TestLayers.bytes(10), TestLayers.bytes(9))));
    layers.set(
        failing,
        new LayerSource(
            "failing",
            TestLayers.digest(new byte[0]),
            () -> {
              throw failure;
            }));
    List<String> consumed = new ArrayList<>();

    try (LayerPipeline pipeline = given.pipeline(layers, 3, 8, 1000)) {
      assertThatThrownBy(() ->
              pipeline.forEach((layer, name) -> {
                TestLayers.drain(layer);
                consumed.add(name);
              }))
          .isSameAs(failure);
    }
    assertThat(consumed).hasSize(failing);
  }

  @Test
  void failuresToReadSurfaceAsTheyAre() {
    IOException failure = new IOException("connection reset");
    byte[] content = TestLayers.bytes(10_000);
    LayerSource layer =
        new LayerSource(
            "a", TestLayers.digest(content), () -> given.open(content).failAt(5_000, failure));

    assertThatThrownBy(() -> given.decode(layer)).isSameAs(failure);
  }

  @Test
  void uncheckedFailuresSurfaceAsTheyAre() {
    IllegalStateException failure = new IllegalStateException("a bug");
    LayerSource layer =
        new LayerSource(
            "a",
            TestLayers.digest(new byte[0]),
            () -> {
              throw failure;
            });

    assertThatThrownBy(() -> given.decode(layer)).isSameAs(failure);
  }

  @Test
  void truncatedCompressionIsAnError() throws IOException {
    byte[] content = TestLayers.bytes(10_000);
    byte[] whole = TestLayers.gzip(content);
    LayerSource layer =
        new LayerSource(
            "cut",
            TestLayers.digest(content),
            () -> given.open(Arrays.copyOf(whole, whole.length - 1)));

    assertThatExceptionOfType(LayerException.class)
        .isThrownBy(() -> given.decode(layer))
        .withMessageStartingWith("layer cut: gzip data end inside")
        .withCauseInstanceOf(CodecException.class)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ENCODING));
  }

  @Test
  void theChannelsVerdictExplainsDamage() {
    IOException verdict = new IOException("the blob's digest does not match");
    byte[] damaged = TestLayers.gzip(TestLayers.bytes(300_000));
    damaged[1000] ^= 1;
    LayerSource encoded =
        new LayerSource(
            "a",
            TestLayers.digest(TestLayers.bytes(1)),
            () -> given.open(damaged).failAt(damaged.length, verdict));

    assertThatThrownBy(() -> given.decode(encoded))
        .isSameAs(verdict)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(CodecException.class));

    byte[] archive = new byte[100_000];
    archive[0] = 1;
    LayerSource plain =
        new LayerSource(
            "b",
            TestLayers.digest(archive),
            () -> given.open(archive).failAt(archive.length, verdict));
    Merging merging = new Merging();
    LayerMerger merger = new LayerMerger(merging.tree, merging.contents);
    try (LayerPipeline pipeline = given.pipeline(List.of(plain), 1, 4, 1000)) {
      assertThatThrownBy(() -> pipeline.forEach(merger::apply)).isSameAs(verdict);
    }
  }

  @Test
  void aDamagedArchiveWithTheRightDigestIsItsOwnReason() {
    byte[] archive = new byte[100_000];
    archive[0] = 1;
    Merging merging = new Merging();
    LayerMerger merger = new LayerMerger(merging.tree, merging.contents);

    try (LayerPipeline pipeline = given.pipeline(List.of(given.source("a", archive)), 1, 4, 1000)) {
      assertThatExceptionOfType(LayerException.class)
          .isThrownBy(() -> pipeline.forEach(merger::apply))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ARCHIVE));
    }
  }

  @Test
  void theConsumersFailureStopsEverything() {
    IOException failure = new IOException("disk full");
    List<LayerSource> layers =
        given.gzipped(
            List.of(
                TestLayers.bytes(100_000),
                TestLayers.bytes(100_000),
                TestLayers.bytes(100_000),
                TestLayers.bytes(100_000)));

    try (LayerPipeline pipeline = given.pipeline(layers, 3, BufferExchange.RESERVED + 4, 1000)) {
      assertThatThrownBy(() ->
              pipeline.forEach((layer, _) -> {
                layer.next();
                throw failure;
              }))
          .isSameAs(failure);
    }
  }

  @Test
  void closeStopsThreadsThatWaitForTheirChannels() throws Exception {
    CountDownLatch reading = new CountDownLatch(2);
    LayerSource opens =
        new LayerSource(
            "opens",
            TestLayers.digest(new byte[0]),
            () -> {
              reading.countDown();
              TestLayers.await(new CountDownLatch(1));
              return given.open(new byte[0]);
            });
    LayerSource reads =
        new LayerSource(
            "reads",
            TestLayers.digest(TestLayers.bytes(9)),
            () -> given.open(TestLayers.bytes(9)).blockAtEnd(reading));

    LayerPipeline pipeline =
        given.pipeline(List.of(opens, reads), 2, BufferExchange.RESERVED + 2, 1000);
    reading.await();
    pipeline.close();
    pipeline.close();
  }

  @Test
  void closeStopsThreadsThatWaitForBuffers() throws Exception {
    CountDownLatch full = new CountDownLatch(2);
    LayerListener listener =
        new LayerListener() {
          @Override
          public void decoded(int layer, int bytes) {
            full.countDown();
          }
        };
    LayerPipeline pipeline =
        new LayerPipeline(
            List.of(given.source("a", TestLayers.bytes(100_000))), listener, 1, 2, 1000);
    pipeline.startThreads();
    full.await();
    pipeline.close();
  }

  @Test
  void aPipelineNeverConsumedCanBeClosed() {
    LayerPipeline.start(
            given.gzipped(List.of(TestLayers.bytes(10), TestLayers.bytes(100_000))),
            LayerListener.NONE,
            3)
        .close();
  }

  @Test
  void anInterruptEndsTheConsumer() {
    LayerSource blocks =
        new LayerSource(
            "blocks",
            TestLayers.digest(TestLayers.bytes(9)),
            () -> given.open(TestLayers.bytes(9)).blockAtEnd(new CountDownLatch(1)));

    try (LayerPipeline pipeline = given.pipeline(List.of(blocks), 1, 4, 1000)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> pipeline.forEach((layer, _) -> TestLayers.drain(layer)))
          .isInstanceOf(InterruptedIOException.class);
    }
    assertThat(Thread.interrupted()).isTrue();
  }
}
