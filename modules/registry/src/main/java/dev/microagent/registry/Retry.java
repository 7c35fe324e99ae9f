package dev.microagent.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Asks again where a server may soon be better. */
final class Retry {

  /** Requests in all; a server that fails three times is not merely busy. */
  private static final int MAX_ATTEMPTS = 3;

  /** Before the second request; doubled with each one that follows. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** A server that asks for a longer pause is taken to refuse. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  private static final Set<Integer> TRANSIENT = Set.of(429, 500, 502, 503, 504);

  /** Waits. */
  interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }

  /** A request that may be sent more than once. */
  interface Request {
    HttpResponse<BodyChannel> send() throws IOException;
  }

  private final Pause pause;

  Retry(Pause pause) {
    this.pause = pause;
  }

  /** The first answer that isn't a passing failure, or the last one. */
  HttpResponse<BodyChannel> send(Request request) throws IOException {
    Duration wait = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == MAX_ATTEMPTS;
      Duration next = wait;
      try {
        HttpResponse<BodyChannel> response = request.send();
        if (last || !TRANSIENT.contains(response.statusCode())) {
          return response;
        }
        next = retryAfter(response, wait);
        if (next.compareTo(MAX_PAUSE) > 0) {
          return response;
        }
        response.body().close();
      } catch (IOException e) {
        if (last || !isTransient(e)) {
          throw e;
        }
      }
      sleep(next);
      wait = wait.multipliedBy(2);
    }
  }

  /** A connection that broke may hold the next time; one that never came about was waited for. */
  private static boolean isTransient(IOException e) {
    return switch (e) {
      case RegistryException _,
          ConnectException _,
          HttpTimeoutException _,
          SSLException _,
          InterruptedIOException _ ->
          false;
      default -> true;
    };
  }

  /** In seconds; a date (RFC 9110, 10.2.3) is rare enough to be passed over. */
  private static Duration retryAfter(HttpResponse<?> response, Duration otherwise) {
    String header = response.headers().firstValue("Retry-After").orElse("");
    try {
      return Duration.ofSeconds(Math.max(0, Integer.parseInt(header.strip())));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private void sleep(Duration duration) throws InterruptedIOException {
    try {
      pause.pause(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
