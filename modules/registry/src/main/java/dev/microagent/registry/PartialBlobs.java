package dev.microagent.registry;

import dev.microagent.oci.Descriptor;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the first bytes of blobs that were not fetched to their end, so that a later pull goes on
 * from there. Thread-safe.
 */
@FunctionalInterface
public interface PartialBlobs {

  /** Keeps nothing. */
  PartialBlobs NONE = _ -> Optional.empty();

  /**
   * Opens what is kept of a blob, nothing perhaps, to read it and to add to it. The caller closes
   * it.
   *
   * @return empty where nothing of this blob is to be kept
   * @throws IOException if it can't be opened; the blob is fetched as if nothing was kept then
   */
  Optional<PartialBlob> open(Descriptor blob) throws IOException;
}
