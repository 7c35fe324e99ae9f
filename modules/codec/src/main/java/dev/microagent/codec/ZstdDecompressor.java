package dev.microagent.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.microagent.codec.CodecException.Kind;
import java.nio.ByteBuffer;

/**
 * RFC 8878: any number of frames, at least one, skippable ones among them. Checksums are verified
 * where a frame has one.
 *
 * <p>A frame may ask for a window of up to 128 MiB (2^27 bytes), libzstd's own limit, and all that
 * its levels 1 to 22 use. More has to be asked for expressly with the zstd command too, and would
 * let a small layer claim gigabytes of memory.
 */
final class ZstdDecompressor implements Decompressor {

  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private boolean started;
  private boolean inFrame;

  @Override
  public void decode(ByteBuffer in, ByteBuffer out) throws CodecException {
    // Inside a frame libzstd may hold decoded bytes back that it had no room for.
    while (out.hasRemaining() && (in.hasRemaining() || inFrame)) {
      int room = out.remaining();
      boolean fed = in.hasRemaining();
      inFrame = !decodeSome(in, out);
      started = true;
      if (!fed && out.remaining() == room) {
        return;
      }
    }
  }

  /** Returns whether that was the end of a frame. */
  private boolean decodeSome(ByteBuffer in, ByteBuffer out) throws CodecException {
    try {
      return context.decompressDirectByteBufferStream(out, in);
    } catch (ZstdException e) {
      // The exception carries what the C function returned, which is the code negated.
      if (Zstd.getErrorCode(e.getErrorCode()) == Zstd.errFrameParameterWindowTooLarge()) {
        throw new CodecException(
            Kind.UNSUPPORTED, "zstd data need a window of more than 128 MiB", e);
      }
      throw new CodecException(Kind.CORRUPT, "zstd data are corrupt: " + e.getMessage(), e);
    }
  }

  @Override
  public void end() throws CodecException {
    if (!started) {
      throw new CodecException(Kind.TRUNCATED, "zstd data are empty");
    }
    if (inFrame) {
      throw new CodecException(Kind.TRUNCATED, "zstd data end inside a frame");
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
