package dev.microagent.registry;

import dev.microagent.oci.Descriptor;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** A place that an image can be had from: a registry, a layout, an archive. Thread-safe. */
public interface ImageSource extends AutoCloseable {

  /**
   * Finds the image for a platform, or for an older variant of it where there is none for its own.
   *
   * @throws RegistryException if it cannot be had, with the kind of reason
   * @throws VerificationException if a document isn't what its digest says
   */
  ResolvedImage resolve(Platform platform) throws IOException;

  /**
   * Opens a blob. The channel yields exactly the bytes that the descriptor names: it hands out the
   * last of them only after size and digest proved right. The caller closes it, and may do so
   * early; the verdict is given only to who reads to the end.
   *
   * @throws RegistryException if the blob cannot be had; reading the channel also throws it
   */
  ReadableByteChannel open(Descriptor blob) throws IOException;

  /** Ends whatever is still being read. */
  @Override
  void close() throws IOException;
}
