package dev.microagent.tar;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive front to back: ustar, PAX (POSIX.1-2001 pax), GNU and the older forms. Not
 * thread-safe.
 */
public final class TarReader {

  /** Reads from the first byte of an archive. */
  public TarReader(ByteSource source) {}

  /**
   * Moves on to the next entry, past whatever of the last one's content was not read.
   *
   * @return null at the end of the archive
   * @throws IOException if the archive is damaged or ends early, or the source fails
   */
  public @Nullable TarEntry next() throws IOException {
    return null;
  }

  /** Hands the whole content of the current entry over. */
  public void readContent(ContentConsumer consumer) throws IOException {}
}
