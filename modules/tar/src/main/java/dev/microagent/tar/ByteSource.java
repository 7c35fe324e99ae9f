package dev.microagent.tar;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stream of bytes that hands out its own buffers, so that nothing needs to be copied. */
public interface ByteSource {

  /**
   * The next bytes, at least one. The buffer belongs to the source and is valid until the next
   * call.
   *
   * @return null at the end
   */
  @Nullable ByteBuffer next() throws IOException;
}
