package dev.microagent.layers;

import dev.microagent.tar.ByteSource;
import java.io.IOException;

/** Takes layers one after the other, such as {@link LayerMerger#apply}. */
public interface LayerConsumer {

  /**
   * The next layer. What isn't read of it is drained afterwards.
   *
   * @param layer its uncompressed bytes; valid during the call
   * @param name its {@link LayerSource#name}
   */
  void accept(ByteSource layer, String name) throws IOException;
}
