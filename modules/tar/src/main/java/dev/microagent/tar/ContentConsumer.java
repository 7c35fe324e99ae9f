package dev.microagent.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the content of an archive's entry, in order. */
public interface ContentConsumer {

  /**
   * The next bytes, at least one: what remains in the buffer. It is the source's own and valid
   * during the call; its bytes may not be changed. The consumer takes all of them.
   */
  void data(ByteBuffer bytes) throws IOException;

  /** A hole: that many bytes, at least one, read as zero. */
  void hole(long bytes) throws IOException;
}
