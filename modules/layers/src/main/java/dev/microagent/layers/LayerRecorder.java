package dev.microagent.layers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Keeps the uncompressed bytes of one layer. The background thread that decodes the layer opens it,
 * and another one calls and closes it. That it fails is no failure of the layer: it's only told
 * nothing more then.
 */
public interface LayerRecorder extends AutoCloseable {

  /** Opens a recorder. */
  @FunctionalInterface
  interface Opener {

    /** Records nothing. */
    Opener NONE = Optional::empty;

    /**
     * Called once at most, after the layer's bytes were opened.
     *
     * @return empty where the layer isn't to be recorded
     */
    Optional<LayerRecorder> open() throws IOException;
  }

  /**
   * The next bytes of the layer.
   *
   * @param bytes a direct buffer, to be read before this returns
   */
  void write(ByteBuffer bytes) throws IOException;

  /** The layer is whole and has the digest that it should have. */
  void complete() throws IOException;

  /** Ends the recording; what was not completed is of no use. */
  @Override
  void close() throws IOException;
}
