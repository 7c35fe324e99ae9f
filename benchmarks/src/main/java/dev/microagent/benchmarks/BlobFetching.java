package dev.microagent.benchmarks;

import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.ImageReference;
import dev.microagent.registry.ImageSource;
import dev.microagent.registry.ImageSources;
import dev.microagent.registry.SourceOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Fetches a blob over the loopback interface and computes its digest: as a pull does, and by the
 * JDK's HTTP client. That one receives in threads of its own, at several times the CPU time, which
 * isn't what JMH tells; in one thread the program should take no longer.
 */
@State(Scope.Benchmark)
public class BlobFetching {

  private static final long SEED = 25;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
  private @Nullable Service service;

  /** The blob's server and its two clients. */
  private record Service(BlobServer server, Descriptor blob, ImageSource source, HttpClient jdk) {}

  /** Serves the blob. */
  @Setup
  public void open(Payload payload) throws IOException {
    byte[] bytes = PinnedBytes.of(payload.plain().remaining(), SEED);
    BlobServer server = new BlobServer(bytes);
    service =
        new Service(
            server,
            descriptor(bytes),
            ImageSources.open(
                ImageReference.parse(server.authority() + "/benchmark/blob:v"),
                SourceOptions.DEFAULTS),
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  private static Descriptor descriptor(byte[] bytes) {
    try (Digester digester = Digester.of("sha256")) {
      digester.update(ByteBuffer.wrap(bytes));
      return new Descriptor(
          "application/vnd.oci.image.layer.v1.tar", digester.digest(), bytes.length);
    }
  }

  private Service service() {
    return Objects.requireNonNull(service);
  }

  /** Hangs up. */
  @TearDown
  public void close() throws IOException {
    service().source().close();
    service().jdk().close();
    service().server().close();
  }

  @Benchmark
  public long source() throws IOException {
    try (ReadableByteChannel channel = service().source().open(service().blob())) {
      long length = 0;
      for (int count = 0; count >= 0; count = channel.read(buffer.clear())) {
        length += count;
      }
      return length;
    }
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-Djdk.httpclient.bufsize=131072")
  public Digest jdk() throws IOException, InterruptedException {
    URI address =
        URI.create(
            "http://"
                + service().server().authority()
                + "/v2/benchmark/blobs/"
                + service().blob().digest());
    HttpResponse<InputStream> response =
        service()
            .jdk()
            .send(
                HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (ReadableByteChannel channel = Channels.newChannel(response.body());
        Digester digester = Digester.of("sha256")) {
      while (channel.read(buffer.clear()) >= 0) {
        digester.update(buffer.flip());
      }
      return digester.digest();
    }
  }
}
