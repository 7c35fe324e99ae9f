package dev.microagent.registry;

import dev.microagent.oci.Descriptor;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** A place that an image can be had from: a registry, a layout, an archive. Thread-safe. */
public interface ImageSource extends AutoCloseable {

  /** Finds the image for a platform. */
  ResolvedImage resolve(Platform platform) throws IOException;

  /**
   * Opens a blob. The channel yields exactly the bytes that the descriptor names: it fails before
   * its end is reported when digest or size are others.
   */
  ReadableByteChannel open(Descriptor blob) throws IOException;

  @Override
  void close() throws IOException;
}
