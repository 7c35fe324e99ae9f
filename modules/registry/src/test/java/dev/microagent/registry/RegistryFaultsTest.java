package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryFaultsTest {

  private static final Platform AMD64 = Platform.parse("amd64");
  private static final byte[] LAYER = "the layer's bytes".getBytes(UTF_8);
  private static final String LAYER_PATH = FakeRegistry.blobPath(TestImage.digest(LAYER));

  private final Sources sources = new Sources();
  private final TestImage image = new TestImage("linux/amd64", new String(LAYER, UTF_8));
  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    registry.add("v1", image);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private void pull() throws IOException {
    pull("v1", SourceOptions.DEFAULTS);
  }

  private void pull(String tag, SourceOptions options) throws IOException {
    try (ImageSource source = sources.registry(registry.reference(tag), options)) {
      ResolvedImage resolved = source.resolve(AMD64);
      assertThat(Sources.read(source, resolved.layers().getFirst().descriptor())).isEqualTo(LAYER);
    }
  }

  private void assertFails(RegistryException.Kind kind, String why) {
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::pull)
        .withMessageContaining(why)
        .matches(e -> !String.valueOf(e.getMessage()).contains("\n"))
        .matches(e -> e.kind() == kind, "is " + kind);
  }

  private void assertUnverified(String why) {
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(this::pull)
        .withMessageContaining(why);
  }

  private void answerManifest(FakeRegistry.Answer answer) {
    registry.answer(FakeRegistry.manifestPath("v1"), answer);
  }

  @Test
  void noticesAWrongBlob() {
    byte[] other = LAYER.clone();
    other[3]++;
    registry.answer(LAYER_PATH, FakeRegistry.body("x", other));
    assertUnverified("expected " + TestImage.digest(LAYER) + ", got " + TestImage.digest(other));
  }

  @Test
  void noticesABlobOfAnotherLength() {
    registry.answer(LAYER_PATH, FakeRegistry.body("x", Arrays.copyOf(LAYER, 5)));
    assertUnverified("expected 17 bytes, got 5 bytes");
    registry.answer(LAYER_PATH, FakeRegistry.body("x", Arrays.copyOf(LAYER, 18)));
    assertUnverified("expected 17 bytes, got at least 18 bytes");
  }

  @Test
  void noticesACutBody() {
    registry.answer(LAYER_PATH, FakeRegistry.cut(Arrays.copyOf(LAYER, 5), LAYER.length));
    assertFails(RegistryException.Kind.UNREACHABLE, registry.host());
  }

  @Test
  void noticesAWrongConfig() {
    byte[] other = image.config().clone();
    other[0] = ' ';
    registry.answer(
        FakeRegistry.blobPath(TestImage.digest(image.config())), FakeRegistry.body("x", other));
    assertUnverified("expected " + TestImage.digest(image.config()));
  }

  @Test
  void noticesAManifestThatIsNotWhatItsDigestSays() throws Exception {
    registry.answer(
        FakeRegistry.manifestPath(image.manifestDigest()),
        FakeRegistry.body(
            MediaTypes.OCI_MANIFEST, new TestImage("linux/amd64", "other").manifest()));
    try (ImageSource source =
        sources.registry(
            registry.host() + "/team/app@" + image.manifestDigest(), SourceOptions.DEFAULTS)) {
      assertThatExceptionOfType(VerificationException.class)
          .isThrownBy(() -> source.resolve(AMD64))
          .matches(e -> e.expected().equals(image.manifestDigest().toString()));
    }
  }

  @Test
  void noticesAManifestThatIsNotWhatItsHeaderSays() {
    Digest other = TestImage.digest(new byte[0]);
    answerManifest(
        FakeRegistry.status(
            200, new String(image.manifest(), UTF_8), "Docker-Content-Digest", other.toString()));
    assertUnverified("expected " + other);
  }

  @Test
  void doesWithoutTheHeaderAndTheContentType() throws Exception {
    answerManifest(FakeRegistry.status(200, new String(image.manifest(), UTF_8)));
    pull();
    answerManifest(FakeRegistry.body("text/plain; charset=utf-8", image.manifest()));
    pull();
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED",
    "403, UNAUTHORIZED",
    "404, NOT_FOUND",
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "503, SERVER_ERROR",
    "418, BAD_RESPONSE",
    "204, BAD_RESPONSE",
    "304, BAD_RESPONSE",
  })
  void tellsKindsOfFailureApart(int status, RegistryException.Kind kind) {
    answerManifest(FakeRegistry.status(status, ""));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::pull)
        .withMessageContaining("HTTP " + status)
        .matches(e -> e.kind() == kind)
        .matches(e -> e.status().orElseThrow() == status);
  }

  @Test
  void passesTheRegistrysOwnWordsOn() {
    answerManifest(
        FakeRegistry.status(
            403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\\u001b[31m\\nway\"}]}"));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::pull)
        .withMessageEndingWith("(HTTP 403, DENIED: no?[31m?way)")
        .matches(e -> "DENIED".equals(e.registryCode()))
        .matches(e -> String.valueOf(e.url()).endsWith("/v2/team/app/manifests/v1"));
  }

  @Test
  void leavesWebPagesOut() {
    answerManifest(FakeRegistry.status(502, "<html>" + "x".repeat(2 * HttpErrors.MAX_ERROR_BODY)));
    assertFails(RegistryException.Kind.SERVER_ERROR, "is in trouble (HTTP 502)");
    answerManifest(FakeRegistry.body("text/html; charset=utf-8", "<html>".getBytes(UTF_8)));
    assertFails(RegistryException.Kind.BAD_RESPONSE, "is it a registry?");
    answerManifest(FakeRegistry.body(MediaTypes.OCI_MANIFEST, "<html>".getBytes(UTF_8)));
    assertFails(RegistryException.Kind.INVALID_IMAGE, "manifest: not valid JSON");
  }

  @Test
  void refusesWhatContradictsItsContentType() {
    answerManifest(FakeRegistry.body(MediaTypes.OCI_INDEX, image.manifest()));
    assertFails(RegistryException.Kind.INVALID_IMAGE, "content is an image's manifest");
  }

  @Test
  void refusesSchema1() {
    answerManifest(
        FakeRegistry.body(
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
            "{\"schemaVersion\":1,\"fsLayers\":[]}".getBytes(UTF_8)));
    assertFails(RegistryException.Kind.UNSUPPORTED, "schema 1 is too old");
  }

  @Test
  void refusesAHugeManifest() throws Exception {
    byte[] padded = Arrays.copyOf(image.manifest(), Document.MAX_BYTES);
    Arrays.fill(padded, image.manifest().length, padded.length, (byte) ' ');
    answerManifest(FakeRegistry.body(MediaTypes.OCI_MANIFEST, padded));
    pull();
    byte[] more = Arrays.copyOf(padded, padded.length + 1);
    more[padded.length] = ' ';
    answerManifest(FakeRegistry.body(MediaTypes.OCI_MANIFEST, more));
    assertFails(RegistryException.Kind.BAD_RESPONSE, "more than 4194304 bytes");
  }

  @Test
  void refusesAHugeConfigBeforeItAsksForIt() {
    byte[] manifest =
        """
        {"config":{"mediaType":"%s","digest":"%s","size":%d},"layers":[]}\
        """
            .formatted(
                MediaTypes.OCI_CONFIG, TestImage.digest(image.config()), Document.MAX_BYTES + 1)
            .getBytes(UTF_8);
    answerManifest(FakeRegistry.body(MediaTypes.OCI_MANIFEST, manifest));
    assertFails(RegistryException.Kind.INVALID_IMAGE, "4194305 bytes");
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void endsARedirectLoop() {
    answerManifest(FakeRegistry.status(302, "", "Location", FakeRegistry.manifestPath("v1")));
    assertFails(RegistryException.Kind.BAD_RESPONSE, "more than 5 redirects");
    assertThat(registry.requests()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest/meta-data, link-local",
    "file:///etc/passwd, not an http address",
    "'', redirect without an address",
    "'http://[', redirect without an address",
  })
  void refusesStrangeRedirects(String location, String why) {
    answerManifest(FakeRegistry.status(307, "", "Location", location));
    assertFails(RegistryException.Kind.BAD_RESPONSE, why);
  }

  @Test
  void asksAgainWhereTheServerIsBusy() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    registry.answer(
        LAYER_PATH,
        exchange -> {
          switch (requests.incrementAndGet()) {
            case 1 -> FakeRegistry.status(503, "").to(exchange);
            case 2 -> FakeRegistry.status(429, "", "Retry-After", "7").to(exchange);
            default -> FakeRegistry.body("x", LAYER).to(exchange);
          }
        });
    pull();
    assertThat(sources.pauses).hasSize(2).endsWith(Duration.ofSeconds(7));
    assertThat(sources.pauses.getFirst()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
  }

  @Test
  void takesALongPauseForARefusal() {
    answerManifest(FakeRegistry.status(429, "", "Retry-After", "3600"));
    assertFails(RegistryException.Kind.RATE_LIMITED, "try again later (HTTP 429, to wait 3600 s)");
    answerManifest(FakeRegistry.status(503, "", "Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT"));
    assertFails(RegistryException.Kind.SERVER_ERROR, "to wait ");
    assertThat(sources.pauses).isEmpty();
  }

  @Test
  void waitsUntilADate() {
    answerManifest(FakeRegistry.status(408, "", "Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT"));
    assertFails(RegistryException.Kind.BAD_RESPONSE, "HTTP 408");
    assertThat(sources.pauses).containsExactly(Duration.ZERO, Duration.ZERO);
  }

  @Test
  void asksAgainWhereTheConnectionBroke() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    registry.answer(
        LAYER_PATH,
        exchange -> {
          if (requests.incrementAndGet() > 1) {
            FakeRegistry.body("x", LAYER).to(exchange);
          }
        });
    pull();
    assertThat(requests).hasValue(2);
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (ImageSource source =
        sources.registry("127.0.0.1:" + port + "/r:t", SourceOptions.DEFAULTS)) {
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> source.resolve(AMD64))
          .withMessageStartingWith("127.0.0.1:" + port + ": cannot connect")
          .matches(e -> e.kind() == RegistryException.Kind.UNREACHABLE)
          .matches(e -> e.status().isEmpty());
    }
    assertThat(sources.pauses).isEmpty();
  }

  @Test
  void doesNotWaitForEverForASilentServer() {
    CountDownLatch end = new CountDownLatch(1);
    registry.answer(
        LAYER_PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, LAYER.length);
          exchange.getResponseBody().write(LAYER, 0, 3);
          exchange.getResponseBody().flush();
          await(end);
        });
    SourceOptions impatient = SourceOptions.DEFAULTS.withIdleTimeout(Duration.ofSeconds(1));
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> pull("v1", impatient))
        .withMessageContaining("timed out: nothing was received for 1 s")
        .matches(e -> e.kind() == RegistryException.Kind.UNREACHABLE);
    end.countDown();
  }

  @Test
  void letsAReaderStopEarly() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    registry.answer(
        LAYER_PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, LAYER.length);
          exchange.getResponseBody().write(LAYER, 0, 3);
          exchange.getResponseBody().flush();
          await(end);
        });
    try (ImageSource source = sources.registry(registry.reference("v1"), SourceOptions.DEFAULTS)) {
      Descriptor layer = source.resolve(AMD64).layers().getFirst().descriptor();
      try (ReadableByteChannel channel = source.open(layer)) {
        assertThat(channel.read(ByteBuffer.allocate(3))).isPositive();
      }
      // The source itself closes although the server never ended its answer.
    }
    end.countDown();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void saysThatAForeignLayerIsElsewhere() throws Exception {
    try (ImageSource source = sources.registry(registry.reference("v1"), SourceOptions.DEFAULTS)) {
      Descriptor foreign =
          new Descriptor(
              "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
              TestImage.digest(new byte[9]),
              9);
      assertThatExceptionOfType(RegistryException.class)
          .isThrownBy(() -> source.open(foreign))
          .withMessageContaining("foreign layer")
          .matches(e -> e.kind() == RegistryException.Kind.UNSUPPORTED);
    }
  }
}
