package dev.microagent.layers;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Opens a layer's compressed bytes, already verified as they are read. */
public interface BlobOpener {

  ReadableByteChannel open() throws IOException;
}
