package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import dev.microagent.registry.http.HttpBody;
import dev.microagent.registry.http.HttpResponse;
import dev.microagent.registry.http.NoTlsException;
import dev.microagent.registry.http.RefusedCertificateException;
import dev.microagent.registry.http.SilentServerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one line what went wrong between us and a registry. */
final class HttpErrors {

  /** In bytes; what is longer isn't the registry's own error but somebody's web page. */
  static final int MAX_ERROR_BODY = 64 << 10;

  private static final int BAD_REQUEST = 400;

  /** The words of Go's servers, of nginx and of Apache. */
  private static final Pattern SPOKEN_TO_WITHOUT_TLS =
      Pattern.compile(
          "HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port"
              + "|speaking plain HTTP to an SSL-enabled server port");

  /** A registry's own words (distribution specification, "error codes"). */
  private record Words(String code, String message) {}

  private HttpErrors() {}

  /**
   * What a status other than success means. Reads and closes the response's body.
   *
   * @param registry the registry that was asked, as references name it
   * @param what names what was asked for
   */
  static RegistryException ofResponse(String registry, String what, HttpResponse response) {
    byte[] body = read(response.body());
    return ofResponse(registry, what, response, body, words(body));
  }

  /**
   * The same without the server's own words, which may repeat a secret that the request held. Reads
   * and closes the response's body.
   */
  static RegistryException withoutWords(String registry, String what, HttpResponse response) {
    return ofResponse(registry, what, response, read(response.body()), null);
  }

  private static RegistryException ofResponse(
      String registry, String what, HttpResponse response, byte[] body, @Nullable Words words) {
    int status = response.status();
    String host = response.address().getAuthority();
    if (status == BAD_REQUEST && wantsTls(response.address(), body)) {
      return new RegistryException(RegistryException.Kind.TLS_ONLY, host + ": it speaks TLS only");
    }
    RegistryException.Kind kind = kind(status);
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
        Origins.redacted(response.address()));
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

  /** Whether this is how a server of TLS tells those off who speak to it without. */
  private static boolean wantsTls(URI address, byte[] body) {
    return "http".equalsIgnoreCase(address.getScheme())
        && SPOKEN_TO_WITHOUT_TLS.matcher(new String(body, ISO_8859_1)).find();
  }

  /** What a body begins with, as much as an error may have; nothing where it cannot be read. */
  private static byte[] read(HttpBody body) {
    try {
      return body.readUpTo(MAX_ERROR_BODY);
    } catch (IOException e) {
      // The status says enough.
      return new byte[0];
    }
  }

  /** The error in a body; null where it holds none, such as a proxy's web page. */
  private static @Nullable Words words(byte[] body) {
    try {
      List<JsonObject> errors = JsonReader.object(body, "error").objects("errors");
      if (errors.isEmpty()) {
        return null;
      }
      JsonObject first = errors.getFirst();
      String code = first.stringOrEmpty("code");
      return code.isEmpty() ? null : new Words(code, first.stringOrEmpty("message"));
    } catch (DocumentException e) {
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
    String host = address.getAuthority() + ": ";
    if (e instanceof ProtocolException) {
      return new RegistryException(
          RegistryException.Kind.UNREACHABLE, host + "its answer isn't HTTP", e);
    }
    if (e instanceof RefusedCertificateException refused && refused.isUntrusted()) {
      return new RegistryException(
          RegistryException.Kind.UNTRUSTED,
          host + "its certificate is from an authority that isn't trusted",
          e);
    }
    if (e instanceof NoTlsException) {
      return new RegistryException(
          RegistryException.Kind.NO_TLS, host + "it speaks HTTP without TLS", e);
    }
    return new RegistryException(RegistryException.Kind.UNREACHABLE, host + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e.getCause() instanceof UnknownHostException) {
      return "host name cannot be resolved";
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return switch (e) {
      case ConnectException _ -> "cannot connect: " + message;
      case SilentServerException _ -> "timed out: " + message;
      case RefusedCertificateException _ -> "its certificate is refused: " + message;
      case SSLException _ -> "no secure connection: " + message;
      default -> "connection failed: " + message;
    };
  }
}
