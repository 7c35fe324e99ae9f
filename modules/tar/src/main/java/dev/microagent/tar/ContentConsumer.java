package dev.microagent.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the content of an archive's entry, in order. */
public interface ContentConsumer {

  /** The next bytes; the consumer consumes all that remain. The buffer is valid during the call. */
  void data(ByteBuffer bytes) throws IOException;

  /** A hole: that many bytes read as zero. */
  void hole(long bytes) throws IOException;
}
