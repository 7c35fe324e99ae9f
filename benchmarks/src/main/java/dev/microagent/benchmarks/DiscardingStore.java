package dev.microagent.benchmarks;

import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentStore;
import dev.microagent.filetree.ContentWriter;
import java.nio.ByteBuffer;

/** Takes contents and keeps nothing, so that a tree alone is measured. */
final class DiscardingStore implements ContentStore {

  private record Discarded(long size) implements Content {}

  private static final class Writer implements ContentWriter {

    private long bytes;

    @Override
    public void write(ByteBuffer source) {
      bytes += source.remaining();
      source.position(source.limit());
    }

    @Override
    public void skip(long length) {
      bytes += length;
    }

    @Override
    public Content finish() {
      return new Discarded(bytes);
    }
  }

  @Override
  public ContentWriter open(long size) {
    return new Writer();
  }

  @Override
  public void release(Content content) {}
}
