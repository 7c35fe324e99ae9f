package dev.microagent.filetree;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the content of one file, from its first byte to its last. */
public interface ContentWriter {

  /** Appends the remaining bytes of a buffer, and consumes them. */
  void write(ByteBuffer bytes) throws IOException;

  /** Appends a hole: bytes that read as zero and need no space. */
  void skip(long bytes) throws IOException;

  /**
   * Ends the content.
   *
   * @throws IllegalStateException if what was appended isn't the size that was announced
   */
  Content finish() throws IOException;
}
