package dev.microagent.benchmarks;

import dev.microagent.codec.CodecException;
import dev.microagent.codec.Compression;
import dev.microagent.codec.Decompressor;
import java.nio.ByteBuffer;

/** Decodes a whole stream the way that the program does. */
final class Decoding {

  private Decoding() {}

  /** Returns how many bytes came out. */
  static long decode(Compression compression, ByteBuffer in, Payload payload)
      throws CodecException {
    long bytes = 0;
    try (Decompressor decompressor = compression.decompressor()) {
      ByteBuffer out;
      do {
        out = payload.chunk();
        decompressor.decode(in, out);
        bytes += out.position();
      } while (!out.hasRemaining());
      decompressor.end();
    }
    return bytes;
  }
}
