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
import java.util.Random;
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

  private static final class TestRecorder implements LayerRecorder {

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

    LayerRecorder open() throws IOException {
      called(Call.OPEN);
      return this;
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
      called(Call.WRITE);
      byte[] array = new byte[buffer.remaining()];
      buffer.get(array);
      bytes.writeBytes(array);
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

  private static Digest digest(byte[] bytes) {
    Digester digester = Digester.of("sha256");
    digester.update(ByteBuffer.wrap(bytes));
    return digester.digest();
  }

  /** Returns the bytes that the consumer sees. */
  private static byte[] run(TestRecorder recorder, Digest diffId) throws IOException {
    LayerSource layer =
        new LayerSource(
            "a",
            diffId,
            () -> Channels.newChannel(new ByteArrayInputStream(CONTENT)),
            recorder::open);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (LayerPipeline pipeline = LayerPipeline.start(List.of(layer), LayerListener.NONE, 1)) {
      pipeline.forEach((bytes, _) -> {
        for (ByteBuffer next = bytes.next(); next != null; next = bytes.next()) {
          byte[] array = new byte[next.remaining()];
          next.get(array);
          seen.writeBytes(array);
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
    assertThat(recorder.calls).containsExactly(Call.OPEN, Call.WRITE, Call.CLOSE);
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
}
