package dev.microagent.benchmarks;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes everything, keeps nothing, counts. */
final class DiscardingChannel implements WritableByteChannel {

  private long bytes;

  /** How many it has taken. */
  long bytes() {
    return bytes;
  }

  @Override
  public int write(ByteBuffer source) {
    int length = source.remaining();
    source.position(source.limit());
    bytes += length;
    return length;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
