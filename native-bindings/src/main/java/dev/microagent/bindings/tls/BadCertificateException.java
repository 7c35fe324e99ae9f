package dev.microagent.bindings.tls;

/** The server's certificate isn't good; the message says why, in the library's words. */
public final class BadCertificateException extends LibsslException {

  private static final long serialVersionUID = 1L;

  private final boolean untrusted;

  BadCertificateException(String message, boolean untrusted) {
    super(message);
    this.untrusted = untrusted;
  }

  /** Whether it's from an authority that nobody trusts. */
  public boolean isUntrusted() {
    return untrusted;
  }
}
