package dev.microagent.benchmarks;

import dev.microagent.codec.CodecException;
import dev.microagent.codec.Compression;
import dev.microagent.codec.Lz4FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the layer cache does with a decoded layer. */
@State(Scope.Benchmark)
public class Lz4Frames {

  private ByteBuffer frame = ByteBuffer.allocateDirect(0);

  @Setup
  public void prepare(Payload payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(payload, Channels.newChannel(bytes));
    frame = PinnedBytes.direct(bytes.toByteArray());
  }

  @Benchmark
  public long write(Payload payload) throws IOException {
    DiscardingChannel out = new DiscardingChannel();
    write(payload, out);
    return out.bytes();
  }

  @Benchmark
  public long read(Payload payload) throws CodecException {
    return payload.expectAll(Decoding.decode(Compression.LZ4, frame.duplicate(), payload));
  }

  private static void write(Payload payload, WritableByteChannel out) throws IOException {
    ByteBuffer plain = payload.plain();
    try (Lz4FrameWriter writer = new Lz4FrameWriter(out)) {
      for (int at = 0; at < plain.capacity(); at += Payload.CHUNK_BYTES) {
        writer.write(plain.slice(at, Math.min(Payload.CHUNK_BYTES, plain.capacity() - at)));
      }
      writer.finish();
    }
  }
}
