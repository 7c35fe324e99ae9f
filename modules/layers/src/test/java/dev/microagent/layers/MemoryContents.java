package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentStore;
import dev.microagent.filetree.ContentWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps contents in memory, and holds its users to the contract of a store. */
final class MemoryContents implements ContentStore {

  /** A content, with holes written as zeros. */
  static final class Text implements Content {
    private final byte[] bytes;
    private boolean released;

    private Text(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    /** The bytes as ISO-8859-1. */
    String text() {
      assertThat(released).as("'%s' was released", raw()).isFalse();
      return raw();
    }

    private String raw() {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private final List<String> released = new ArrayList<>();
  private final List<Long> holes = new ArrayList<>();
  private boolean open;
  private int stored;
  private @Nullable IOException failure;

  /** Fails every write from now on. */
  void fail(IOException failure) {
    this.failure = failure;
  }

  /** What was released, in order. */
  List<String> released() {
    return released;
  }

  /** Sizes of all holes. */
  List<Long> holes() {
    return holes;
  }

  /** How many contents were stored and not released. */
  int live() {
    return stored - released.size();
  }

  @Override
  public ContentWriter open(long size) {
    assertThat(open).as("another content is open").isFalse();
    open = true;
    return new Writer(size);
  }

  @Override
  public void release(Content content) {
    Text text = (Text) content;
    assertThat(text.released).as("'%s' was released before", text.raw()).isFalse();
    text.released = true;
    released.add(text.raw());
  }

  private final class Writer implements ContentWriter {
    private final long size;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Writer(long size) {
      this.size = size;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
      if (failure != null) {
        throw failure;
      }
      while (from.hasRemaining()) {
        bytes.write(from.get());
      }
    }

    @Override
    public void skip(long length) {
      holes.add(length);
      bytes.writeBytes(new byte[Math.toIntExact(length)]);
    }

    @Override
    public Content finish() {
      assertThat((long) bytes.size()).isEqualTo(size);
      open = false;
      stored++;
      return new Text(bytes.toByteArray());
    }
  }
}
