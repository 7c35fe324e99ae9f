package dev.microagent.registry.http;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A server's certificate isn't good; the message says why. */
public final class RefusedCertificateException extends SSLException {

  private static final long serialVersionUID = 1L;

  private final boolean untrusted;

  RefusedCertificateException(@Nullable String message, boolean untrusted, Throwable cause) {
    super(message, cause);
    this.untrusted = untrusted;
  }

  /** Whether it's from an authority that nobody trusts. */
  public boolean isUntrusted() {
    return untrusted;
  }
}
