package dev.microagent.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** Drives a decompressor over a whole stream, as its contract asks. */
final class Decoding {

  private Decoding() {}

  static byte[] decode(Compression compression, byte[] stream) throws CodecException {
    return decode(compression, stream, 4096, 4096);
  }

  /** Decodes with input and output buffers of the given sizes. */
  static byte[] decode(Compression compression, byte[] stream, int inBytes, int outBytes)
      throws CodecException {
    return decode(compression.decompressor(), stream, inBytes, outBytes);
  }

  /** Decodes with a decompressor that is closed in the end. */
  static byte[] decode(Decompressor decompressor, byte[] stream, int inBytes, int outBytes)
      throws CodecException {
    ByteBuffer in = ByteBuffer.allocateDirect(inBytes).flip();
    ByteBuffer out = ByteBuffer.allocateDirect(outBytes);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    int read = 0;
    try (decompressor) {
      while (true) {
        decompressor.decode(in, out);
        boolean full = !out.hasRemaining();
        if (!full && in.hasRemaining()) {
          throw new AssertionError("room in the output, but input left");
        }
        byte[] piece = new byte[out.flip().remaining()];
        out.get(piece).clear();
        decoded.writeBytes(piece);
        if (full) {
          continue;
        }
        if (read == stream.length) {
          decompressor.end();
          return decoded.toByteArray();
        }
        int length = Math.min(inBytes, stream.length - read);
        in.clear().put(stream, read, length).flip();
        read += length;
      }
    }
  }

  /** Bytes of which a part repeats, so that they compress to about half. */
  static byte[] sample(int length) {
    Random random = new Random(length);
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 64; i < length; i++) {
      if (i / 64 % 2 == 1) {
        bytes[i] = bytes[i - 64];
      }
    }
    return bytes;
  }
}
