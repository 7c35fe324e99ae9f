package dev.microagent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break in the middle of a blob. */
class ResumeTest {

  private static final Platform AMD64 = Platform.parse("amd64");
  private static final byte[] LAYER = new byte[4 * ResumingChannel.MIN_PROGRESS];
  private static final int QUARTER = LAYER.length / 4;
  private static final String LAYER_PATH = FakeRegistry.blobPath(TestImage.digest(layer()));

  private final Sources sources = new Sources();
  private final CountDownLatch end = new CountDownLatch(1);

  /** Whether the first answer was seen. */
  private final CountDownLatch opened = new CountDownLatch(1);

  /** The {@code Range} headers that came, {@code null} for none. */
  private final List<String> ranges = new ArrayList<>();

  private FakeRegistry registry;

  private static byte[] layer() {
    new Random(1).nextBytes(LAYER);
    return LAYER;
  }

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    registry.add("v1", new TestImage("linux/amd64", List.of(LAYER)));
  }

  @AfterEach
  void stop() {
    opened.countDown();
    end.countDown();
    registry.close();
  }

  /**
   * Answers the first requests for the layer one way each, and all that follow like the last. A
   * first request may come twice: a client that was cut off before it saw the answer repeats it.
   */
  private void answers(FakeRegistry.Answer... answers) {
    registry.answer(
        LAYER_PATH,
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          if (range != null || ranges.size() != 1) {
            ranges.add(range);
          }
          answers[Math.min(ranges.size(), answers.length) - 1].to(exchange);
        });
  }

  /** The ranges asked for, without repetitions. */
  private List<String> asked() {
    List<String> result = new ArrayList<>();
    for (String range : ranges) {
      if (result.isEmpty() || !Objects.equals(result.getLast(), range)) {
        result.add(range);
      }
    }
    return result;
  }

  private static int offset(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
  }

  /**
   * Sends as many bytes as given of what was asked for, then hangs up unless that was all. Not
   * before the first answer was seen: the JDK's client takes an end that comes that soon for a
   * request that failed.
   */
  private FakeRegistry.Answer part(int count) {
    return exchange -> {
      int offset = offset(exchange);
      int length = LAYER.length - offset;
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(offset, LAYER.length - 1, LAYER.length));
      exchange.sendResponseHeaders(offset == 0 ? 200 : 206, length);
      exchange.getResponseBody().write(LAYER, offset, Math.min(count, length));
      exchange.getResponseBody().flush();
      await(opened);
    };
  }

  private FakeRegistry.Answer rest() {
    return part(LAYER.length);
  }

  private static FakeRegistry.Answer whole() {
    return FakeRegistry.body("x", LAYER);
  }

  private byte[] pull() throws IOException {
    return pull(SourceOptions.DEFAULTS);
  }

  private byte[] pull(SourceOptions options) throws IOException {
    try (ImageSource source = sources.registry(registry.reference("v1"), options)) {
      Descriptor layer = source.resolve(AMD64).layers().getFirst().descriptor();
      try (ReadableByteChannel channel = source.open(layer)) {
        opened.countDown();
        return Sources.readAll(channel);
      }
    }
  }

  private static String from(int offset) {
    return "bytes=" + offset + "-";
  }

  @Test
  void goesOnWhereEachConnectionBroke() throws Exception {
    answers(part(QUARTER));
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsExactly(null, from(QUARTER), from(2 * QUARTER), from(3 * QUARTER));
    assertThat(sources.pauses).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void readsAgainWhereRangesAreIgnored(int quarters) throws Exception {
    answers(part(quarters * QUARTER + 1), whole());
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsExactly(null, from(quarters * QUARTER + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "206, bytes 7-99/100",
    "206, items 5-9/10",
    "206, ''",
    "416, bytes */5",
  })
  void readsAgainWhereTheRangeIsWrong(int status, String range) throws Exception {
    answers(part(QUARTER), FakeRegistry.status(status, "x", "Content-Range", range), whole());
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsExactly(null, from(QUARTER), null);
  }

  @Test
  void goesOnWhereThereIsLessThanWasAskedFor() throws Exception {
    answers(
        part(QUARTER),
        exchange -> {
          int offset = offset(exchange);
          exchange
              .getResponseHeaders()
              .set(
                  "Content-Range",
                  "bytes %d-%d/%d".formatted(offset, offset + QUARTER - 1, LAYER.length));
          exchange.sendResponseHeaders(206, QUARTER);
          exchange.getResponseBody().write(LAYER, offset, QUARTER);
        });
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsExactly(null, from(QUARTER), from(2 * QUARTER), from(3 * QUARTER));
  }

  @Test
  void goesOnWhereASenderFellSilent() throws Exception {
    answers(
        exchange -> {
          part(QUARTER).to(exchange);
          await(end);
        },
        rest());
    assertThat(pull(SourceOptions.DEFAULTS.withIdleTimeout(Duration.ofSeconds(1))))
        .isEqualTo(LAYER);
    assertThat(asked()).containsExactly(null, from(QUARTER));
  }

  private static void await(CountDownLatch event) throws IOException {
    try {
      event.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void goesOnAfterATroubledServerAndARefusedToken() throws Exception {
    answers(
        part(QUARTER),
        FakeRegistry.status(503, "", "Retry-After", "3"),
        FakeRegistry.status(
            401,
            "",
            "WWW-Authenticate",
            "Bearer realm=\"http://" + registry.host() + "/token\",service=\"s\""),
        rest());
    registry.answer("/token", FakeRegistry.status(200, "{\"token\":\"t\"}"));
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(sources.pauses).endsWith(Duration.ofSeconds(3));
    assertThat(registry.requests().getLast().authorization()).isEqualTo("Bearer t");
  }

  @Test
  void goesBackToTheRegistryForAFreshAddress() throws Exception {
    try (FakeRegistry storage = new FakeRegistry()) {
      storage.answer("/1", part(QUARTER));
      storage.answer("/2", rest());
      answers(
          FakeRegistry.status(307, "", "Location", "http://" + storage.host() + "/1"),
          FakeRegistry.status(307, "", "Location", "http://" + storage.host() + "/2"));
      SourceOptions known =
          SourceOptions.DEFAULTS.withCredentials(
              (_, _) -> new Credentials.Password("user", "secret"));
      assertThat(pull(known)).isEqualTo(LAYER);
      assertThat(storage.requests())
          .extracting(FakeRegistry.Request::path)
          .containsExactly("/1", "/2");
      assertThat(storage.requests())
          .allMatch(request -> !request.headers().containsKey("Authorization"));
    }
  }

  @Test
  void verifiesAcrossTheBreak() {
    byte[] other = LAYER.clone();
    other[0]++;
    answers(FakeRegistry.cut(Arrays.copyOf(other, QUARTER), LAYER.length), rest());
    assertThatExceptionOfType(VerificationException.class).isThrownBy(this::pull);
  }

  @Test
  void goesOnWhereAnAnswerWithoutALengthEnds() throws Exception {
    answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(LAYER, 0, QUARTER);
          }
        },
        rest());
    assertThat(pull()).isEqualTo(LAYER);
  }

  /** All bytes came, though not the end that was promised: the digest knows. */
  @Test
  void asksForNothingAfterTheLastByte() throws Exception {
    answers(FakeRegistry.cut(LAYER, LAYER.length + 1));
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsOnlyNulls().hasSize(1);
  }

  @Test
  void givesUpWithoutProgress() {
    answers(part(1), exchange -> {});
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(this::pull)
        .withMessageStartingWith(registry.host() + ": connection failed: ")
        .matches(e -> e.kind() == RegistryException.Kind.UNREACHABLE);
  }

  @Test
  void givesUpOnDribs() {
    answers(part(1));
    assertThatExceptionOfType(RegistryException.class).isThrownBy(this::pull);
    assertThat(asked()).startsWith(null, from(1)).hasSizeLessThanOrEqualTo(5);
  }
}
