package dev.microagent.registry;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one line what went wrong between us and a registry. */
final class HttpErrors {

  /** In bytes; what is longer isn't the registry's own error but somebody's web page. */
  static final int MAX_ERROR_BODY = 64 << 10;

  /** A registry's own words (distribution specification, "error codes"). */
  private record Words(String code, String message) {}

  private HttpErrors() {}

  /**
   * What a status other than success means. Reads and closes the response's body.
   *
   * @param registry the registry that was asked, as references name it
   * @param what names what was asked for
   */
  static RegistryException ofResponse(
      String registry, String what, HttpResponse<BodyChannel> response) {
    return ofResponse(registry, what, response, words(response.body()));
  }

  /**
   * The same without the server's own words, which may repeat a secret that the request held.
   * Closes the response's body.
   */
  static RegistryException withoutWords(
      String registry, String what, HttpResponse<BodyChannel> response) {
    response.body().close();
    return ofResponse(registry, what, response, null);
  }

  private static RegistryException ofResponse(
      String registry, String what, HttpResponse<?> response, @Nullable Words words) {
    int status = response.statusCode();
    RegistryException.Kind kind = kind(status);
    String host = response.uri().getAuthority();
    String meaning =
        switch (kind) {
          case NOT_FOUND -> "not found";
          case UNAUTHORIZED -> "access denied by " + host;
          case RATE_LIMITED -> host + " asks for fewer requests; try again later";
          case SERVER_ERROR -> host + " is in trouble";
          default -> "unexpected answer from " + host;
        };
    String details = "HTTP " + status;
    details += Retry.retryAfter(response).map(w -> ", to wait " + w.toSeconds() + " s").orElse("");
    if (words != null) {
      details += ", " + words.code();
      details += words.message().isEmpty() ? "" : ": " + words.message();
    }
    return RegistryException.ofResponse(
        kind,
        "%s: %s (%s)".formatted(what, meaning, details),
        registry,
        status,
        words == null ? null : words.code(),
        Origins.redacted(response.uri()));
  }

  private static RegistryException.Kind kind(int status) {
    return switch (status) {
      case 401, 403 -> RegistryException.Kind.UNAUTHORIZED;
      case 404 -> RegistryException.Kind.NOT_FOUND;
      case 429 -> RegistryException.Kind.RATE_LIMITED;
      default ->
          status >= 500 ? RegistryException.Kind.SERVER_ERROR : RegistryException.Kind.BAD_RESPONSE;
    };
  }

  /** The error in a body; null where it holds none, such as a proxy's web page. */
  private static @Nullable Words words(BodyChannel body) {
    try {
      byte[] bytes = body.readUpTo(MAX_ERROR_BODY);
      List<JsonObject> errors = JsonReader.object(bytes, "error").objects("errors");
      if (errors.isEmpty()) {
        return null;
      }
      JsonObject first = errors.getFirst();
      String code = first.stringOrEmpty("code");
      return code.isEmpty() ? null : new Words(code, first.stringOrEmpty("message"));
    } catch (DocumentException e) {
      return null;
    } catch (IOException e) {
      // The status says enough.
      return null;
    }
  }

  /**
   * A request that got no answer, or none that came to its end. What already says why stays, and so
   * does the interruption of our own thread.
   */
  static IOException unreachable(URI address, IOException e) {
    if (e instanceof RegistryException || e instanceof InterruptedIOException) {
      return e;
    }
    return new RegistryException(
        RegistryException.Kind.UNREACHABLE, address.getAuthority() + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (hasCause(e, UnresolvedAddressException.class)) {
      return "host name cannot be resolved";
    }
    if (e instanceof ConnectException) {
      // The client's own says nothing; what it wraps does.
      String message = rootCause(e).getMessage();
      return message == null ? "cannot connect" : "cannot connect: " + message;
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return switch (e) {
      case HttpTimeoutException _ -> "timed out: " + message;
      case SSLException _ when hasCause(e, CertPathBuilderException.class) ->
          "its certificate is from an authority that isn't trusted (see --ca-file)";
      case SSLException _ when message.contains("plaintext connection") ->
          "it speaks HTTP without TLS (see --plain-http)";
      case SSLException _ -> "no secure connection: " + message;
      default -> "connection failed: " + message;
    };
  }

  private static Throwable rootCause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
