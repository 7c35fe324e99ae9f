package dev.microagent.bindings.tls;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A call of libssl that failed, or the library itself missing. */
public sealed class LibsslException extends SSLException permits BadCertificateException {

  private static final long serialVersionUID = 1L;

  LibsslException(String message) {
    this(message, null);
  }

  LibsslException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
