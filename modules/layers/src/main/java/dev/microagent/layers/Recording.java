package dev.microagent.layers;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A recorder that may fail without harm. */
final class Recording implements AutoCloseable {

  private @Nullable LayerRecorder recorder;

  Recording(LayerRecorder.Opener opener) {
    try {
      recorder = opener.open();
    } catch (IOException e) {
      // The layer isn't kept then, for want of space or of permission.
    }
  }

  private interface Step {
    void run(LayerRecorder recorder) throws IOException;
  }

  void write(ByteBuffer bytes) {
    attempt(recorder -> recorder.write(bytes));
  }

  void complete() {
    attempt(LayerRecorder::complete);
  }

  private void attempt(Step step) {
    if (recorder == null) {
      return;
    }
    try {
      step.run(recorder);
    } catch (IOException e) {
      close();
    }
  }

  @Override
  public void close() {
    LayerRecorder last = recorder;
    recorder = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // As above.
      }
    }
  }
}
