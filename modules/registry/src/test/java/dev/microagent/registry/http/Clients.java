package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients of servers that speak no TLS, and what tests do with them. */
final class Clients {

  private static final int MOST = 1 << 20;

  /** Longer than any test may take. */
  static final Duration PATIENT = Duration.ofMinutes(1);

  private Clients() {}

  static HttpClient patient() {
    return direct(PATIENT);
  }

  static HttpClient direct(Duration idleTimeout) {
    return client(null, idleTimeout);
  }

  static HttpClient through(HttpProxy proxy) {
    return client(proxy, PATIENT);
  }

  private static HttpClient client(@Nullable HttpProxy proxy, Duration idleTimeout) {
    return new HttpClient(
        () -> {
          throw new AssertionError("no TLS here");
        },
        _ -> proxy,
        PATIENT,
        idleTimeout);
  }

  static HttpRequest get(URI address) {
    return new HttpRequest(address, Map.of(), null);
  }

  static HttpRequest get(ScriptedServer server) {
    return get(server.address("/"));
  }

  static String text(HttpResponse response) throws IOException {
    return new String(response.body().readUpTo(MOST), ISO_8859_1);
  }

  /** Gets what a server answers next. */
  static String text(HttpClient client, ScriptedServer server) throws IOException {
    return text(client.send(get(server)));
  }
}
