package dev.microagent.registry.http;

import javax.net.ssl.SSLException;

/** A server that was spoken to with TLS answers something else. */
public final class NoTlsException extends SSLException {

  private static final long serialVersionUID = 1L;

  NoTlsException() {
    super("its answer isn't TLS");
  }
}
