package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.codec.Digester;
import dev.microagent.layers.LayerException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pipeline hands on. */
@Timeout(60) // a standstill is what several of these look for
class LayerPipelineTest {

  private final TestLayers given = new TestLayers();

  @AfterEach
  void nothingIsLeft() {
    given.assertNothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,4",
    "1,1,1000",
    "2,2,100",
    "3,1,64",
    "3,3,64",
    "3,4,1000",
    "3,9,1000",
    "9,10,64",
    "9,20,64",
    "3,128,4096"
  })
  void handsOnEveryByteInOrderWithAnyBudget(int threads, int buffers, int bufferBytes)
      throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (int length : new int[] {0, 1, 70_000, 10, 0, 4096, 5, 30_000, 1, 0}) {
      contents.add(TestLayers.bytes(length));
    }
    List<byte[]> seen = new ArrayList<>();
    List<String> names = new ArrayList<>();

    try (LayerPipeline pipeline =
        given.pipeline(given.gzipped(contents), threads, buffers, bufferBytes)) {
      pipeline.forEach((layer, name) -> {
        names.add(name);
        seen.add(TestLayers.drain(layer));
      });
    }

    assertThat(names).hasSize(10).startsWith("layer0", "layer1").endsWith("layer9");
    for (int i = 0; i < contents.size(); i++) {
      assertThat(seen.get(i)).as("layer %d", i).isEqualTo(contents.get(i));
    }
  }

  @Test
  void laterLayersMayTakeAllTheBudgetButWhatTheCurrentOneNeeds() throws Exception {
    byte[] first = TestLayers.bytes(10_000);
    CountDownLatch othersAreStuck = new CountDownLatch(2);
    LayerListener listener =
        new LayerListener() {
          private final AtomicIntegerArray buffers = new AtomicIntegerArray(3);

          @Override
          public void decoded(int layer, int bytes) {
            // The later layers can have 6 of the buffers, so one of them has had 3 then.
            if (layer > 0 && buffers.incrementAndGet(layer) <= 3) {
              othersAreStuck.countDown();
            }
          }
        };
    LayerSource slow =
        new LayerSource(
            "slow",
            TestLayers.digest(first),
            () -> {
              TestLayers.await(othersAreStuck);
              return given.open(first);
            });
    List<LayerSource> layers =
        List.of(
            slow,
            given.source("b", TestLayers.bytes(50_000)),
            given.source("c", TestLayers.bytes(50_000)));

    List<byte[]> seen = new ArrayList<>();
    try (LayerPipeline pipeline =
        new LayerPipeline(layers, listener, 3, BufferExchange.RESERVED + 6, 512)) {
      pipeline.startThreads();
      pipeline.forEach((layer, _) -> seen.add(TestLayers.drain(layer)));
    }

    assertThat(seen).hasSize(3);
    assertThat(seen.getFirst()).isEqualTo(first);
  }

  @Test
  void drainsAndVerifiesWhatTheConsumerLeaves() throws IOException {
    byte[] content = TestLayers.bytes(100_000);

    try (LayerPipeline pipeline = given.pipeline(List.of(given.source("a", content)), 1, 4, 1000)) {
      pipeline.forEach((layer, _) -> assertThat(layer.next()).isNotNull());
    }

    byte[] damaged = content.clone();
    damaged[damaged.length - 1] ^= 1;
    LayerSource wrong =
        new LayerSource("wrong", TestLayers.digest(content), () -> given.open(damaged));
    try (LayerPipeline pipeline = given.pipeline(List.of(wrong), 1, 4, 1000)) {
      assertThatExceptionOfType(LayerException.class)
          .isThrownBy(() -> pipeline.forEach((layer, _) -> layer.next()))
          .withMessageContaining("layer wrong")
          .withMessageContaining(TestLayers.digest(content).toString())
          .withMessageContaining(TestLayers.digest(damaged).toString())
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DIGEST));
    }
  }

  @Test
  void theDigestMayBeSha512() throws IOException {
    byte[] content = TestLayers.bytes(1000);
    Digester digester = Digester.of("sha512");
    digester.update(ByteBuffer.wrap(content));
    LayerSource layer =
        new LayerSource("a", digester.digest(), () -> given.open(TestLayers.gzip(content)));

    assertThat(given.decode(layer)).isEqualTo(content);
  }

  @Test
  void anEmptyLayerHasTheDigestOfNothing() throws IOException {
    assertThat(given.decode(given.source("plain", new byte[0]))).isEmpty();
    assertThat(
            given.decode(
                new LayerSource(
                    "gzip",
                    TestLayers.digest(new byte[0]),
                    () -> given.open(TestLayers.gzip(new byte[0])))))
        .isEmpty();
  }

  @Test
  void noLayersAreNoWork() throws IOException {
    try (LayerPipeline pipeline = LayerPipeline.start(List.of(), LayerListener.NONE, 3)) {
      pipeline.forEach((_, _) -> assertThat(true).isFalse());
    }
  }

  @Test
  void tellsHowFarEachLayerIs() throws IOException {
    byte[][] contents = {TestLayers.bytes(10_000), TestLayers.bytes(20_000)};
    AtomicIntegerArray fetched = new AtomicIntegerArray(2);
    AtomicIntegerArray decoded = new AtomicIntegerArray(2);
    List<Integer> consumed = new ArrayList<>();
    LayerListener listener =
        new LayerListener() {
          @Override
          public void fetched(int layer, int bytes) {
            fetched.addAndGet(layer, bytes);
          }

          @Override
          public void decoded(int layer, int bytes) {
            decoded.addAndGet(layer, bytes);
          }

          @Override
          public void consumed(int layer) {
            consumed.add(layer);
          }
        };

    try (LayerPipeline pipeline =
        LayerPipeline.start(given.gzipped(List.of(contents)), listener, 3)) {
      pipeline.forEach((layer, _) -> TestLayers.drain(layer));
    }

    assertThat(consumed).containsExactly(0, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(fetched.get(i)).isEqualTo(TestLayers.gzip(contents[i]).length);
      assertThat(decoded.get(i)).isEqualTo(contents[i].length);
    }
  }
}
