package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.tar.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/** Layers that tests decode, and the channels that they were read from. */
final class TestLayers {

  private final List<TestChannel> channels = new ArrayList<>();

  /** Of what a test did, no thread and no open channel may be left. */
  void assertNothingIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("layer-"));
    synchronized (channels) {
      assertThat(channels).allMatch(channel -> !channel.isOpen());
    }
  }

  LayerPipeline pipeline(List<LayerSource> layers, int threads, int buffers, int bufferBytes) {
    LayerPipeline pipeline =
        new LayerPipeline(layers, LayerListener.NONE, threads, buffers, bufferBytes);
    pipeline.startThreads();
    return pipeline;
  }

  byte[] decode(LayerSource layer) throws IOException {
    List<byte[]> seen = new ArrayList<>();
    try (LayerPipeline pipeline = pipeline(List.of(layer), 1, 4, 1000)) {
      pipeline.forEach((source, _) -> seen.add(drain(source)));
    }
    return seen.getFirst();
  }

  static byte[] drain(ByteSource source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer bytes = source.next(); bytes != null; bytes = source.next()) {
      assertThat(bytes.isDirect()).isTrue();
      assertThat(bytes.hasRemaining()).isTrue();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      out.writeBytes(copy);
    }
    assertThat(source.next()).isNull();
    return out.toByteArray();
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  List<LayerSource> gzipped(List<byte[]> contents) {
    List<LayerSource> layers = new ArrayList<>();
    for (byte[] content : contents) {
      String name = "layer" + layers.size();
      layers.add(new LayerSource(name, digest(content), () -> open(gzip(content))));
    }
    return layers;
  }

  LayerSource source(String name, byte[] content) {
    return new LayerSource(name, digest(content), () -> open(content));
  }

  TestChannel open(byte[] bytes) {
    TestChannel channel = new TestChannel(bytes);
    synchronized (channels) {
      channels.add(channel);
    }
    return channel;
  }

  static Digest digest(byte[] bytes) {
    Digester digester = Digester.of("sha256");
    digester.update(ByteBuffer.wrap(bytes));
    return digester.digest();
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
