package dev.microagent.codec;

import dev.microagent.codec.CodecException.Kind;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * One LZ4 frame of the form that {@link Lz4FrameWriter} writes; the format's other forms are
 * refused, as nothing here makes them.
 */
final class Lz4Decompressor implements Decompressor {

  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.nativeInstance().safeDecompressor();

  private enum State {
    HEADER,
    SIZE,
    BLOCK,
    /** After the end mark. */
    END
  }

  private final Arena arena = Arena.ofConfined();

  /** The part of the frame that is read next: a header, a size, or a block with its checksum. */
  private final ByteBuffer part =
      arena
          .allocate(Lz4Frame.BLOCK_BYTES + (long) Lz4Frame.WORD_BYTES)
          .asByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN);

  /** What was decoded of a block for which the output may have had no room. */
  private final ByteBuffer decoded = arena.allocate(Lz4Frame.BLOCK_BYTES).asByteBuffer().limit(0);

  private State state = State.HEADER;
  private boolean stored;

  Lz4Decompressor() {
    part.limit(Lz4Frame.HEADER_BYTES);
  }

  @Override
  public void decode(ByteBuffer in, ByteBuffer out) throws CodecException {
    move(decoded, out);
    while (!decoded.hasRemaining() && state != State.END) {
      move(in, part);
      if (part.hasRemaining()) {
        return;
      }
      switch (state) {
        case HEADER -> readHeader();
        case SIZE -> readSize();
        case BLOCK -> readBlock(out);
        case END -> throw new IllegalStateException("nothing is read after the end");
      }
    }
    if (state == State.END && in.hasRemaining()) {
      throw corrupt("data follow the end of the frame");
    }
  }

  /** Moves as many bytes as there are and fit. */
  private static void move(ByteBuffer from, ByteBuffer to) {
    int length = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), length);
    from.position(from.position() + length);
    to.position(to.position() + length);
  }

  private void expect(State next, int bytes) {
    state = next;
    part.clear().limit(bytes);
  }

  private void readHeader() throws CodecException {
    if (!part.flip().equals(Lz4Frame.header())) {
      throw new CodecException(Kind.UNSUPPORTED, "LZ4 frame is not one of the layer cache");
    }
    expect(State.SIZE, Lz4Frame.WORD_BYTES);
  }

  private void readSize() throws CodecException {
    int word = part.getInt(0);
    if (word == Lz4Frame.END_MARK) {
      state = State.END;
      return;
    }
    stored = (word & Lz4Frame.STORED) != 0;
    int size = word & ~Lz4Frame.STORED;
    if (size == 0 || size > Lz4Frame.BLOCK_BYTES) {
      throw corrupt("a block's size is " + size);
    }
    expect(State.BLOCK, size + Lz4Frame.WORD_BYTES);
  }

  private void readBlock(ByteBuffer out) throws CodecException {
    int size = part.limit() - Lz4Frame.WORD_BYTES;
    if (part.getInt(size) != Lz4Frame.checksum(part, 0, size)) {
      throw corrupt("a block's checksum does not match");
    }
    // Most often the output is empty and takes the whole block.
    boolean direct = out.remaining() >= Lz4Frame.BLOCK_BYTES;
    ByteBuffer to = direct ? out : decoded.clear();
    int length = stored ? copy(size, to) : decompress(size, to);
    if (direct) {
      out.position(out.position() + length);
    } else {
      decoded.limit(length);
      move(decoded, out);
    }
    expect(State.SIZE, Lz4Frame.WORD_BYTES);
  }

  private int copy(int size, ByteBuffer to) {
    to.put(to.position(), part, 0, size);
    return size;
  }

  private int decompress(int size, ByteBuffer to) throws CodecException {
    try {
      return DECOMPRESSOR.decompress(part, 0, size, to, to.position(), Lz4Frame.BLOCK_BYTES);
    } catch (LZ4Exception e) {
      throw new CodecException(Kind.CORRUPT, "LZ4 data are corrupt: a block can't be decoded", e);
    }
  }

  private static CodecException corrupt(String problem) {
    return new CodecException(Kind.CORRUPT, "LZ4 data are corrupt: " + problem);
  }

  @Override
  public void end() throws CodecException {
    if (state != State.END) {
      throw new CodecException(Kind.TRUNCATED, "LZ4 data end inside a frame");
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
