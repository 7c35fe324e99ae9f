package dev.microagent.codec;

import java.nio.ByteBuffer;

/** Bytes that aren't compressed. They may end anywhere. */
final class StoredDecompressor implements Decompressor {

  @Override
  public void decode(ByteBuffer in, ByteBuffer out) {
    int length = Math.min(in.remaining(), out.remaining());
    out.put(out.position(), in, in.position(), length);
    in.position(in.position() + length);
    out.position(out.position() + length);
  }

  @Override
  public void end() {}

  @Override
  public void close() {}
}
