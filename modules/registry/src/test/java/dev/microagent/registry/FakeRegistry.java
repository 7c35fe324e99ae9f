package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.microagent.oci.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A registry in this process, any of whose answers a test can replace by a wrong one. */
final class FakeRegistry implements AutoCloseable {

  /** The repository that it holds. */
  static final String REPOSITORY = "team/app";

  /** Answers a request; must end in a response. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** A request that came. */
  record Request(String path, String query, Headers headers) {
    String authorization() {
      return String.valueOf(headers.getFirst("Authorization"));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Answer gate = _ -> {};

  FakeRegistry() throws IOException {
    this(HttpServer.create(anyPort(), 0));
  }

  /** One that speaks TLS only. */
  FakeRegistry(SSLContext identity) throws IOException {
    this(secure(identity));
  }

  private FakeRegistry(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static HttpServer secure(SSLContext identity) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    return server;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String reference(String tag) {
    return host() + "/" + REPOSITORY + ":" + tag;
  }

  static String blobPath(Object digest) {
    return "/v2/" + REPOSITORY + "/blobs/" + digest;
  }

  static String manifestPath(Object reference) {
    return "/v2/" + REPOSITORY + "/manifests/" + reference;
  }

  /** Sets what a path answers. */
  void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  /** Sets what comes before every answer; if it responds itself, nothing else does. */
  void gate(Answer answer) {
    gate = answer;
  }

  /** Takes in an image under a tag. */
  void add(String tag, TestImage image) {
    addDocuments(image);
    addManifest(tag, MediaTypes.OCI_MANIFEST, image.manifest());
  }

  /** Takes in an image that only an index leads to. */
  void addDocuments(TestImage image) {
    image.blobs().forEach((digest, bytes) -> answer(blobPath(digest), body("a/b", bytes)));
    addManifest(image.manifestDigest().toString(), MediaTypes.OCI_MANIFEST, image.manifest());
  }

  void addManifest(String reference, String mediaType, byte[] bytes) {
    answer(
        manifestPath(reference),
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Docker-Content-Digest", TestImage.digest(bytes).toString());
          body(mediaType, bytes).to(exchange);
        });
  }

  List<Request> requests() {
    return requests;
  }

  static Answer body(String mediaType, byte[] bytes) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", mediaType);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Answer status(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Promises more than it sends, then hangs up. */
  static Answer cut(byte[] sent, int promised) {
    return exchange -> {
      exchange.sendResponseHeaders(200, promised);
      exchange.getResponseBody().write(sent);
      exchange.getResponseBody().flush();
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestURI().getPath(),
              String.valueOf(exchange.getRequestURI().getQuery()),
              exchange.getRequestHeaders()));
      gate.to(exchange);
      if (exchange.getResponseCode() < 0) {
        answers
            .getOrDefault(
                exchange.getRequestURI().getPath(),
                status(
                    404,
                    "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no such thing\"}]}"))
            .to(exchange);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
