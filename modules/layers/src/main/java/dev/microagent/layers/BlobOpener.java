package dev.microagent.layers;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Opens a layer's compressed bytes, already verified as they are read. */
public interface BlobOpener {

  /**
   * Opens the bytes from the first one on. Called once, by a background thread.
   *
   * @return a channel that fails rather than ends if the bytes are not the ones they should be. The
   *     caller closes it; to stop a read that blocks, it is closed by another thread, after an
   *     interrupt of the one that reads
   */
  ReadableByteChannel open() throws IOException;
}
