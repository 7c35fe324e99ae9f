package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.codec.CodecException;
import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.layers.LayerException.Kind;
import dev.microagent.tar.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60) // a standstill is what several of these look for
class LayerPipelineTest {

  private final List<TestChannel> channels = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("layer-"));
    synchronized (channels) {
      assertThat(channels).allMatch(channel -> !channel.isOpen());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,4",
    "1,1,1000",
    "2,2,100",
    "3,1,64",
    "3,3,64",
    "3,4,1000",
    "9,10,64",
    "3,128,4096"
  })
  void handsOnEveryByteInOrderWithAnyBudget(int threads, int buffers, int bufferBytes)
      throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (int length : new int[] {0, 1, 70_000, 10, 0, 4096, 5, 30_000, 1, 0}) {
      contents.add(bytes(length));
    }
    List<byte[]> seen = new ArrayList<>();
    List<String> names = new ArrayList<>();

    try (LayerPipeline pipeline = pipeline(gzipped(contents), threads, buffers, bufferBytes)) {
      pipeline.forEach((layer, name) -> {
        names.add(name);
        seen.add(drain(layer));
      });
    }

    assertThat(names).hasSize(10).startsWith("layer0", "layer1").endsWith("layer9");
    for (int i = 0; i < contents.size(); i++) {
      assertThat(seen.get(i)).as("layer %d", i).isEqualTo(contents.get(i));
    }
  }

  @Test
  void laterLayersMayTakeAllTheBudgetButWhatTheCurrentOneNeeds() throws Exception {
    byte[] first = bytes(10_000);
    CountDownLatch othersAreStuck = new CountDownLatch(2);
    LayerListener listener =
        new LayerListener() {
          private final AtomicIntegerArray buffers = new AtomicIntegerArray(3);

          @Override
          public void decoded(int layer, int bytes) {
            // Of 8 buffers the later layers can have 6, so one of them has had 3 then.
            if (layer > 0 && buffers.incrementAndGet(layer) <= 3) {
              othersAreStuck.countDown();
            }
          }
        };
    LayerSource slow =
        new LayerSource(
            "slow",
            digest(first),
            () -> {
              await(othersAreStuck);
              return open(first);
            });
    List<LayerSource> layers =
        List.of(slow, source("b", bytes(50_000)), source("c", bytes(50_000)));

    List<byte[]> seen = new ArrayList<>();
    try (LayerPipeline pipeline = new LayerPipeline(layers, listener, 3, 8, 512)) {
      pipeline.startThreads();
      pipeline.forEach((layer, _) -> seen.add(drain(layer)));
    }

    assertThat(seen).hasSize(3);
    assertThat(seen.getFirst()).isEqualTo(first);
  }

  @Test
  void drainsAndVerifiesWhatTheConsumerLeaves() throws IOException {
    byte[] content = bytes(100_000);

    try (LayerPipeline pipeline = pipeline(List.of(source("a", content)), 1, 4, 1000)) {
      pipeline.forEach((layer, _) -> assertThat(layer.next()).isNotNull());
    }

    byte[] damaged = content.clone();
    damaged[damaged.length - 1] ^= 1;
    LayerSource wrong = new LayerSource("wrong", digest(content), () -> open(damaged));
    try (LayerPipeline pipeline = pipeline(List.of(wrong), 1, 4, 1000)) {
      assertThatExceptionOfType(LayerException.class)
          .isThrownBy(() -> pipeline.forEach((layer, _) -> layer.next()))
          .withMessageContaining("layer wrong")
          .withMessageContaining(digest(content).toString())
          .withMessageContaining(digest(damaged).toString())
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.DIGEST));
    }
  }

  @Test
  void theDigestMayBeSha512() throws IOException {
    byte[] content = bytes(1000);
    Digester digester = Digester.of("sha512");
    digester.update(ByteBuffer.wrap(content));
    LayerSource layer = new LayerSource("a", digester.digest(), () -> open(gzip(content)));

    assertThat(decode(layer)).isEqualTo(content);
  }

  @Test
  void anEmptyLayerHasTheDigestOfNothing() throws IOException {
    assertThat(decode(source("plain", new byte[0]))).isEmpty();
    assertThat(decode(new LayerSource("gzip", digest(new byte[0]), () -> open(gzip(new byte[0])))))
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
    byte[][] contents = {bytes(10_000), bytes(20_000)};
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

    try (LayerPipeline pipeline = LayerPipeline.start(gzipped(List.of(contents)), listener, 3)) {
      pipeline.forEach((layer, _) -> drain(layer));
    }

    assertThat(consumed).containsExactly(0, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(fetched.get(i)).isEqualTo(gzip(contents[i]).length);
      assertThat(decoded.get(i)).isEqualTo(contents[i].length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void failuresToOpenSurfaceInTheirTurn(int failing) {
    IOException failure = new IOException("no such blob");
    List<LayerSource> layers = new ArrayList<>(gzipped(List.of(bytes(5000), bytes(10), bytes(9))));
    layers.set(
        failing,
        new LayerSource(
            "failing",
            digest(new byte[0]),
            () -> {
              throw failure;
            }));
    List<String> consumed = new ArrayList<>();

    try (LayerPipeline pipeline = pipeline(layers, 3, 8, 1000)) {
      assertThatThrownBy(() ->
              pipeline.forEach((layer, name) -> {
                drain(layer);
                consumed.add(name);
              }))
          .isSameAs(failure);
    }
    assertThat(consumed).hasSize(failing);
  }

  @Test
  void failuresToReadSurfaceAsTheyAre() {
    IOException failure = new IOException("connection reset");
    byte[] content = bytes(10_000);
    LayerSource layer =
        new LayerSource("a", digest(content), () -> open(content).failAt(5_000, failure));

    assertThatThrownBy(() -> decode(layer)).isSameAs(failure);
  }

  @Test
  void uncheckedFailuresSurfaceAsTheyAre() {
    IllegalStateException failure = new IllegalStateException("a bug");
    LayerSource layer =
        new LayerSource(
            "a",
            digest(new byte[0]),
            () -> {
              throw failure;
            });

    assertThatThrownBy(() -> decode(layer)).isSameAs(failure);
  }

  @Test
  void truncatedCompressionIsAnError() throws IOException {
    byte[] content = bytes(10_000);
    byte[] whole = gzip(content);
    LayerSource layer =
        new LayerSource("cut", digest(content), () -> open(Arrays.copyOf(whole, whole.length - 1)));

    assertThatExceptionOfType(LayerException.class)
        .isThrownBy(() -> decode(layer))
        .withMessageStartingWith("layer cut: gzip data end inside")
        .withCauseInstanceOf(CodecException.class)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ENCODING));
  }

  @Test
  void theChannelsVerdictExplainsDamage() {
    IOException verdict = new IOException("the blob's digest does not match");
    byte[] damaged = gzip(bytes(300_000));
    damaged[1000] ^= 1;
    LayerSource encoded =
        new LayerSource("a", digest(bytes(1)), () -> open(damaged).failAt(damaged.length, verdict));

    assertThatThrownBy(() -> decode(encoded))
        .isSameAs(verdict)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(CodecException.class));

    byte[] archive = new byte[100_000];
    archive[0] = 1;
    LayerSource plain =
        new LayerSource("b", digest(archive), () -> open(archive).failAt(archive.length, verdict));
    Merging merging = new Merging();
    LayerMerger merger = new LayerMerger(merging.tree, merging.contents);
    try (LayerPipeline pipeline = pipeline(List.of(plain), 1, 4, 1000)) {
      assertThatThrownBy(() -> pipeline.forEach(merger::apply)).isSameAs(verdict);
    }
  }

  @Test
  void aDamagedArchiveWithTheRightDigestIsItsOwnReason() {
    byte[] archive = new byte[100_000];
    archive[0] = 1;
    Merging merging = new Merging();
    LayerMerger merger = new LayerMerger(merging.tree, merging.contents);

    try (LayerPipeline pipeline = pipeline(List.of(source("a", archive)), 1, 4, 1000)) {
      assertThatExceptionOfType(LayerException.class)
          .isThrownBy(() -> pipeline.forEach(merger::apply))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ARCHIVE));
    }
  }

  @Test
  void theConsumersFailureStopsEverything() {
    IOException failure = new IOException("disk full");
    List<LayerSource> layers =
        gzipped(List.of(bytes(100_000), bytes(100_000), bytes(100_000), bytes(100_000)));

    try (LayerPipeline pipeline = pipeline(layers, 3, 6, 1000)) {
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
            digest(new byte[0]),
            () -> {
              reading.countDown();
              await(new CountDownLatch(1));
              return open(new byte[0]);
            });
    LayerSource reads =
        new LayerSource("reads", digest(bytes(9)), () -> open(bytes(9)).blockAtEnd(reading));

    LayerPipeline pipeline = pipeline(List.of(opens, reads), 2, 4, 1000);
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
        new LayerPipeline(List.of(source("a", bytes(100_000))), listener, 1, 2, 1000);
    pipeline.startThreads();
    full.await();
    pipeline.close();
  }

  @Test
  void aPipelineNeverConsumedCanBeClosed() {
    LayerPipeline.start(gzipped(List.of(bytes(10), bytes(100_000))), LayerListener.NONE, 3).close();
  }

  @Test
  void anInterruptEndsTheConsumer() {
    LayerSource blocks =
        new LayerSource(
            "blocks", digest(bytes(9)), () -> open(bytes(9)).blockAtEnd(new CountDownLatch(1)));

    try (LayerPipeline pipeline = pipeline(List.of(blocks), 1, 4, 1000)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> pipeline.forEach((layer, _) -> drain(layer)))
          .isInstanceOf(InterruptedIOException.class);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  private LayerPipeline pipeline(
      List<LayerSource> layers, int threads, int buffers, int bufferBytes) {
    LayerPipeline pipeline =
        new LayerPipeline(layers, LayerListener.NONE, threads, buffers, bufferBytes);
    pipeline.startThreads();
    return pipeline;
  }

  private byte[] decode(LayerSource layer) throws IOException {
    List<byte[]> seen = new ArrayList<>();
    try (LayerPipeline pipeline = pipeline(List.of(layer), 1, 4, 1000)) {
      pipeline.forEach((source, _) -> seen.add(drain(source)));
    }
    return seen.getFirst();
  }

  private static byte[] drain(ByteSource source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer bytes = source.next(); bytes != null; bytes = source.next()) {
      assertThat(bytes.isDirect()).isTrue();
      assertThat(bytes.hasRemaining()).isTrue();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      out.writeBytes(copy);
    }
    assertThat(source.next()).isNull();
    return out.toByteArray();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  private List<LayerSource> gzipped(List<byte[]> contents) {
    List<LayerSource> layers = new ArrayList<>();
    for (byte[] content : contents) {
      String name = "layer" + layers.size();
      layers.add(new LayerSource(name, digest(content), () -> open(gzip(content))));
    }
    return layers;
  }

  private LayerSource source(String name, byte[] content) {
    return new LayerSource(name, digest(content), () -> open(content));
  }

  private TestChannel open(byte[] bytes) {
    TestChannel channel = new TestChannel(bytes);
    synchronized (channels) {
      channels.add(channel);
    }
    return channel;
  }

  private static Digest digest(byte[] bytes) {
    Digester digester = Digester.of("sha256");
    digester.update(ByteBuffer.wrap(bytes));
    return digester.digest();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
