package dev.microagent.layers;

import dev.microagent.codec.CodecException;
import dev.microagent.codec.Compression;
import dev.microagent.codec.Decompressor;
import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.layers.BufferExchange.Chunk;
import dev.microagent.layers.LayerException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Decodes one layer, from its channel into the exchange, and checks what came out. */
final class LayerDecoder {

  private final int index;
  private final LayerSource source;
  private final ReadableByteChannel channel;
  private final Recording recording;
  private final BufferExchange exchange;
  private final LayerListener listener;
  private final ByteBuffer in;

  /**
   * @param in an empty buffer for compressed bytes, of {@link Compression#MAGIC_BYTES} or more
   */
  LayerDecoder(
      int index,
      LayerSource source,
      ReadableByteChannel channel,
      Recording recording,
      BufferExchange exchange,
      LayerListener listener,
      ByteBuffer in) {
    this.index = index;
    this.source = source;
    this.channel = channel;
    this.recording = recording;
    this.exchange = exchange;
    this.listener = listener;
    this.in = in.clear();
  }

  /**
   * Decodes the layer to its last byte, and reads the channel to its end, so that it has given its
   * verdict on what it brought.
   *
   * @throws LayerException if it can't be decoded, or is not what it should be
   * @throws IOException if the channel fails, as it threw it
   * @throws InterruptedException if the exchange was stopped
   */
  void decode() throws IOException, InterruptedException {
    exchange.begin(index, Digester.of(source.diffId().algorithm()));
    while (in.position() < Compression.MAGIC_BYTES && read()) {
      // The first bytes may come one by one.
    }
    try (Decompressor decompressor = Compression.detect(in.flip()).decompressor()) {
      decode(decompressor);
    } catch (CodecException e) {
      throw explained(e);
    }
    Digest actual = exchange.digest(index);
    if (!actual.equals(source.diffId())) {
      throw new LayerException(
          Kind.DIGEST,
          source.name(),
          "its uncompressed bytes have the digest %s, not %s".formatted(actual, source.diffId()));
    }
    recording.complete();
  }

  private void decode(Decompressor decompressor) throws IOException, InterruptedException {
    Chunk out = exchange.take(index);
    boolean more = true;
    while (more) {
      decompressor.decode(in, out.bytes());
      if (out.bytes().hasRemaining()) {
        in.clear();
        more = read();
        in.flip();
      } else {
        handOver(out);
        out = exchange.take(index);
      }
    }
    decompressor.end();
    if (out.bytes().position() > 0) {
      handOver(out);
    } else {
      exchange.release(out);
    }
  }

  private void handOver(Chunk out) throws InterruptedException {
    // The buffer may be in use again as soon as it was handed over.
    int bytes = out.bytes().flip().remaining();
    recording.add(out);
    exchange.put(index, out);
    listener.decoded(index, bytes);
  }

  /** Adds compressed bytes to the buffer; false at their end. */
  private boolean read() throws IOException {
    int bytes = channel.read(in);
    if (bytes > 0) {
      listener.fetched(index, bytes);
    }
    return bytes >= 0;
  }

  /**
   * What to say of bytes that can't be decoded. If they are not the ones they should be, then that
   * is the reason, but the channel says so only at its end.
   */
  private IOException explained(CodecException e) {
    try {
      do {
        in.clear();
      } while (read());
    } catch (IOException verdict) {
      verdict.addSuppressed(e);
      return verdict;
    }
    return new LayerException(Kind.ENCODING, source.name(), e);
  }
}
