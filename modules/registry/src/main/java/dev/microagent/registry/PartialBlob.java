package dev.microagent.registry;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** The first bytes of a blob, for the use of one thread. */
public interface PartialBlob extends AutoCloseable {

  /** The bytes; what is written at their end is there for the next pull. */
  SeekableByteChannel bytes();

  /** Removes them: the blob was fetched to its end, or they aren't what they should be. */
  void discard() throws IOException;

  @Override
  void close() throws IOException;
}
