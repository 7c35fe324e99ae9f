package dev.microagent.codec;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * Writes bytes as one LZ4 frame, which {@code lz4 -d} can read as well. Holds native memory until
 * it is closed; the channel is the caller's. For use by one thread at a time.
 */
public final class Lz4FrameWriter implements AutoCloseable {

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.nativeInstance().fastCompressor();

  private final WritableByteChannel out;

  /** One thread may have made this, and another one use it. */
  private final Arena arena = Arena.ofShared();

  private final ByteBuffer block =
      arena
          .allocate(COMPRESSOR.maxCompressedLength(Lz4Frame.BLOCK_BYTES) + 2L * Lz4Frame.WORD_BYTES)
          .asByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN);
  private boolean started;

  /**
   * @param out takes the frame; one that blocks
   */
  public Lz4FrameWriter(WritableByteChannel out) {
    this.out = out;
  }

  /**
   * Adds bytes to the frame. Each call begins a new block, so pieces should be large.
   *
   * @param bytes a direct buffer, all of which is consumed
   * @throws IOException as the channel threw it; the frame is of no use then
   */
  public void write(ByteBuffer bytes) throws IOException {
    start();
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), Lz4Frame.BLOCK_BYTES);
      encode(bytes, length);
      bytes.position(bytes.position() + length);
      writeFully(block);
    }
  }

  /** Ends the frame. */
  public void finish() throws IOException {
    start();
    writeFully(block.clear().putInt(Lz4Frame.END_MARK).flip());
  }

  private void start() throws IOException {
    if (!started) {
      started = true;
      writeFully(Lz4Frame.header());
    }
  }

  private void encode(ByteBuffer bytes, int length) {
    block.clear();
    int from = Lz4Frame.WORD_BYTES;
    int size =
        COMPRESSOR.compress(
            bytes, bytes.position(), length, block, from, block.capacity() - 2 * from);
    if (size < length) {
      block.putInt(size);
    } else {
      size = length;
      block.putInt(length | Lz4Frame.STORED);
      block.put(from, bytes, bytes.position(), length);
    }
    block.putInt(from + size, Lz4Frame.checksum(block, from, size));
    block.position(0).limit(from + size + Lz4Frame.WORD_BYTES);
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Frees the memory; has no effect when called again. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
