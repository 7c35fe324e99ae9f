package dev.microagent.registry;

import dev.microagent.registry.http.HttpResponse;
import dev.microagent.registry.http.SilentServerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Asks again where a server may soon be better. */
final class Retry {

  /** Requests in all; a server that fails three times is not merely busy. */
  private static final int MAX_ATTEMPTS = 3;

  /** Before the second request; doubled with each one that follows. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** A server that asks for a longer pause is taken to refuse. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  /** Waits. */
  interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }

  /** A request that may be sent more than once. */
  interface Request {
    HttpResponse send() throws IOException;
  }

  private final Pause pause;

  Retry(Pause pause) {
    this.pause = pause;
  }

  /** The first answer that isn't a passing failure, or the last one. */
  HttpResponse send(Request request) throws IOException {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == MAX_ATTEMPTS;
      Duration wait = backoff(attempt);
      try {
        HttpResponse response = request.send();
        if (last || !isTransient(response.status())) {
          return response;
        }
        wait = retryAfter(response).orElse(wait);
        if (wait.compareTo(MAX_PAUSE) > 0) {
          return response;
        }
        response.body().close();
      } catch (IOException e) {
        if (last || !isTransient(e)) {
          throw e;
        }
      }
      sleep(wait);
    }
  }

  /**
   * Waits before something is tried again.
   *
   * @param failures how often it has failed, from 1; the wait doubles with each
   */
  void pauseBefore(int failures) throws InterruptedIOException {
    sleep(backoff(failures));
  }

  /** Between half and all of the doubled pause, so that many who failed at once don't return so. */
  private static Duration backoff(int failures) {
    long most = FIRST_PAUSE.toMillis() << (failures - 1);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }

  private static boolean isTransient(int status) {
    return status == REQUEST_TIMEOUT
        || status == TOO_MANY_REQUESTS
        || (status >= SERVER_ERRORS && status != NOT_IMPLEMENTED);
  }

  /** A connection that broke may hold the next time; one that never came about was waited for. */
  private static boolean isTransient(IOException e) {
    return switch (e) {
      case RegistryException _,
          ConnectException _,
          SilentServerException _,
          SSLException _,
          InterruptedIOException _ ->
          false;
      default -> true;
    };
  }

  /** How long a server asks to be left alone: seconds or a date (RFC 9110, 10.2.3). */
  static Optional<Duration> retryAfter(HttpResponse response) {
    String header = response.headers().firstValue("Retry-After").orElse("").strip();
    try {
      Duration wait =
          SECONDS.matcher(header).matches()
              ? Duration.ofSeconds(Long.parseLong(header))
              : Duration.between(Instant.now(), date(header));
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant date(String header) {
    return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
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
