package dev.microagent.registry.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Makes connections secure (RFC 9110, 4.3.4). Thread-safe. */
public sealed interface Tls permits JdkTls, OpensslTls {

  /** Says what to use, when it's first needed. */
  interface Source {
    Tls get() throws IOException;
  }

  /**
   * Agrees with a server on how to go on, having made sure that it's the right one.
   *
   * @param channel a connection to the server, which stays the caller's
   * @param host the server's name or address, without brackets
   * @param port the server's port, for the session's name only
   * @param patience how long it may take; with the JDK each of its steps may
   * @throws java.net.SocketTimeoutException if it takes longer
   * @throws RefusedCertificateException if it isn't known to be that server
   * @throws NoTlsException if it doesn't speak TLS
   * @throws SSLException if there is no agreement
   */
  Wire secure(SocketChannel channel, String host, int port, Duration patience) throws IOException;
}
