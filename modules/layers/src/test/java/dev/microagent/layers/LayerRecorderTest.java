package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerRecorderTest {

  private static final byte[] CONTENT = new byte[1_000_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  /** Which call of a recorder fails. */
  enum Call {
    NONE,
    OPEN,
    WRITE,
    COMPLETE,
    CLOSE
  }

  private static class TestRecorder implements LayerRecorder {

    private final Call failing;
    private final List<Call> calls = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TestRecorder(Call failing) {
      this.failing = failing;
    }

    private void called(Call call) throws IOException {
      if (calls.isEmpty() || calls.getLast() != call) {
        calls.add(call);
      }
      if (call == failing) {
        throw new IOException("no space");
      }
    }

    Optional<LayerRecorder> open() throws IOException {
      called(Call.OPEN);
      return Optional.of(this);
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
      called(Call.WRITE);
      addTo(bytes, buffer);
    }

    @Override
    public void complete() throws IOException {
      called(Call.COMPLETE);
    }

    @Override
    public void close() throws IOException {
      called(Call.CLOSE);
    }
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("layer-"));
  }

  private static Digest digest(byte[] bytes) {
    Digester digester = Digester.of("sha256");
    digester.update(ByteBuffer.wrap(bytes));
    return digester.digest();
  }

  private static void addTo(ByteArrayOutputStream out, ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    out.writeBytes(array);
  }

  private static LayerSource layer(TestRecorder recorder) {
    return layer(recorder, digest(CONTENT));
  }

  private static LayerSource layer(TestRecorder recorder, Digest diffId) {
    return new LayerSource(
        "a", diffId, () -> Channels.newChannel(new ByteArrayInputStream(CONTENT)), recorder::open);
  }

  /** Returns the bytes that the consumer sees. */
  private static byte[] run(TestRecorder recorder, Digest diffId) throws IOException {
    LayerSource layer = layer(recorder, diffId);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (LayerPipeline pipeline = LayerPipeline.start(List.of(layer), LayerListener.NONE, 1)) {
      pipeline.forEach((bytes, _) -> {
        for (ByteBuffer next = bytes.next(); next != null; next = bytes.next()) {
          addTo(seen, next);
        }
      });
    }
    return seen.toByteArray();
  }

  @Test
  void hearsEveryByteAndThatTheyAreRight() throws IOException {
    TestRecorder recorder = new TestRecorder(Call.NONE);
    assertThat(run(recorder, digest(CONTENT))).isEqualTo(CONTENT);
    assertThat(recorder.bytes.toByteArray()).isEqualTo(CONTENT);
    assertThat(recorder.calls).containsExactly(Call.OPEN, Call.WRITE, Call.COMPLETE, Call.CLOSE);
  }

  @Test
  void isOnlyClosedIfTheLayerIsNotTheRightOne() {
    TestRecorder recorder = new TestRecorder(Call.NONE);
    assertThatThrownBy(() -> run(recorder, digest(new byte[1]))).isInstanceOf(LayerException.class);
    // Whether it still hears bytes depends on how soon they turn out to be the wrong ones.
    assertThat(recorder.calls)
        .startsWith(Call.OPEN)
        .endsWith(Call.CLOSE)
        .doesNotContain(Call.COMPLETE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void mayFailWithoutHarm(Call failing) throws IOException {
    TestRecorder recorder = new TestRecorder(failing);
    assertThat(run(recorder, digest(CONTENT))).isEqualTo(CONTENT);
    assertThat(recorder.calls).contains(failing);
    assertThat(recorder.calls.contains(Call.CLOSE)).isEqualTo(failing != Call.OPEN);
    assertThat(recorder.calls.contains(Call.COMPLETE))
        .isEqualTo(failing == Call.COMPLETE || failing == Call.CLOSE);
  }

  /** It would wait for ever if what it waits for waited for it. */
  @Test
  void holdsUpNeitherDecodingNorTheConsumer() throws IOException {
    CountDownLatch consumed = new CountDownLatch(1);
    TestRecorder recorder =
        new TestRecorder(Call.NONE) {
          @Override
          public void write(ByteBuffer buffer) throws IOException {
            try {
              consumed.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            super.write(buffer);
          }
        };
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (LayerPipeline pipeline =
        LayerPipeline.start(List.of(layer(recorder)), LayerListener.NONE, 1)) {
      pipeline.forEach((bytes, _) -> {
        while (seen.size() < CONTENT.length) {
          addTo(seen, bytes.next());
        }
        consumed.countDown();
      });
    }
    assertThat(recorder.bytes.toByteArray()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @EnumSource
  void givesEveryBufferBack(Call failing) throws IOException {
    List<LayerSource> layers =
        Stream.generate(() -> layer(new TestRecorder(failing))).limit(20).toList();
    LayerPipeline pipeline =
        new LayerPipeline(layers, LayerListener.NONE, 2, BufferExchange.RESERVED + 3, 100_000);
    try (pipeline) {
      pipeline.startThreads();
      pipeline.forEach((_, _) -> {});
    }
  }
}
