package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.microagent.oci.ImageReference;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry in this process with the image of a layout, which wants a token and sends one of the
 * layers as a test says.
 */
final class FaultyRegistry implements AutoCloseable {

  /** Answers a request for the layer. */
  interface Answer {
    void to(FaultyRegistry registry, HttpExchange exchange, byte[] blob) throws IOException;
  }

  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-");
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final int PIECE_BYTES = 16 << 10;
  private static final int PAUSE_MILLIS = 10;

  /** All of it, whatever part was asked for. */
  static final Answer WHOLE = (_, exchange, blob) -> send(exchange, 200, blob, blob.length);

  /** The part that was asked for. */
  static final Answer PART =
      (_, exchange, blob) -> {
        Matcher range = RANGE.matcher(header(exchange, "Range"));
        int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes %d-%d/%d".formatted(from, blob.length - 1, blob.length));
        byte[] part = Arrays.copyOfRange(blob, from, blob.length);
        send(exchange, range.matches() ? 206 : 200, part, part.length);
      };

  /** All of it, in many pieces with a pause after each. */
  static final Answer SLOW =
      (_, exchange, blob) -> {
        exchange.sendResponseHeaders(200, blob.length);
        OutputStream body = exchange.getResponseBody();
        for (int from = 0; from < blob.length; from += PIECE_BYTES) {
          body.write(blob, from, Math.min(PIECE_BYTES, blob.length - from));
          body.flush();
          pause();
        }
      };

  /** A different byte in the middle. */
  static final Answer CHANGED =
      (_, exchange, blob) -> {
        byte[] changed = blob.clone();
        changed[blob.length / 2] ^= 1;
        send(exchange, 200, changed, blob.length);
      };

  static final Answer SHORT =
      (_, exchange, blob) ->
          send(exchange, 200, Arrays.copyOf(blob, blob.length - 1), blob.length - 1);

  static final Answer LONG =
      (_, exchange, blob) ->
          send(exchange, 200, Arrays.copyOf(blob, blob.length + 1), blob.length + 1);

  /** The token is worth nothing any more; another one is to be had. */
  static final Answer EXPIRED =
      (registry, exchange, _) -> {
        registry.token.incrementAndGet();
        registry.refuse(exchange);
      };

  /** No token is worth anything. */
  static final Answer REFUSED = (registry, exchange, _) -> registry.refuse(exchange);

  /** Another host has it, and sends it only to who shows no token. */
  static final Answer REDIRECT =
      (registry, exchange, _) -> {
        exchange
            .getResponseHeaders()
            .set("Location", "http://localhost:%d/".formatted(port(registry.other)));
        send(exchange, 307, new byte[0], 0);
      };

  private final Path layout;
  private final Path layer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server = HttpServer.create(anyPort(), 0);
  private final HttpServer other = HttpServer.create(anyPort(), 0);
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final AtomicInteger token = new AtomicInteger();

  /**
   * Starts to serve a layout with one image.
   *
   * @param layer the file of one of its layers
   */
  FaultyRegistry(Path layout, Path layer) throws IOException {
    this.layout = layout;
    this.layer = layer;
    start(server, this::handle);
    start(other, this::handleElsewhere);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static int port(HttpServer server) {
    return server.getAddress().getPort();
  }

  private void start(HttpServer starting, HttpHandler handler) {
    starting.setExecutor(threads);
    starting.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    starting.start();
  }

  ImageReference reference() {
    return ImageReference.parse("127.0.0.1:" + port(server) + "/team/app:v");
  }

  /** What the layer's requests are answered with, one after the other; the last one for ever. */
  void answers(List<Answer> wanted) {
    synchronized (answers) {
      answers.clear();
      answers.addAll(wanted);
    }
  }

  private Answer next() {
    synchronized (answers) {
      return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }
  }

  /** The first quarters of it, and then the connection ends. */
  static Answer cut(int quarters) {
    return (_, exchange, blob) ->
        send(exchange, 200, Arrays.copyOf(blob, blob.length * quarters / 4), blob.length);
  }

  /** Asks to be left alone for some seconds. */
  static Answer busy(int seconds) {
    return (_, exchange, _) -> {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
      send(exchange, 429, new byte[0], 0);
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/token")) {
      byte[] answer = "{\"token\": \"token%s\"}".formatted(token).getBytes(UTF_8);
      send(exchange, 200, answer, answer.length);
    } else if (!header(exchange, "Authorization").equals("Bearer token" + token)) {
      refuse(exchange);
    } else if (path.contains("/manifests/")) {
      exchange
          .getResponseHeaders()
          .set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
      byte[] manifest = blob(Files.readString(layout.resolve("index.json")));
      send(exchange, 200, manifest, manifest.length);
    } else if (path.endsWith(layer.getFileName().toString())) {
      next().to(this, exchange, blob(path));
    } else {
      WHOLE.to(this, exchange, blob(path));
    }
  }

  private void handleElsewhere(HttpExchange exchange) throws IOException {
    if (header(exchange, "Authorization").isEmpty()) {
      WHOLE.to(this, exchange, Files.readAllBytes(layer));
    } else {
      send(exchange, 400, new byte[0], 0);
    }
  }

  private void refuse(HttpExchange exchange) throws IOException {
    exchange
        .getResponseHeaders()
        .set(
            "WWW-Authenticate",
            "Bearer realm=\"http://127.0.0.1:%d/token\"".formatted(port(server)));
    send(exchange, 401, new byte[0], 0);
  }

  /** The blob whose digest comes first in a text. */
  private byte[] blob(String text) throws IOException {
    Matcher digest = DIGEST.matcher(text);
    if (!digest.find()) {
      throw new IOException("no digest in " + text);
    }
    return Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.group(1)));
  }

  /** Sends bytes, and promises as many or more. */
  private static void send(HttpExchange exchange, int status, byte[] bytes, int promised)
      throws IOException {
    exchange.sendResponseHeaders(status, promised == 0 ? -1 : promised);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw (InterruptedIOException) new InterruptedIOException().initCause(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    other.stop(0);
    threads.shutdownNow();
  }
}
