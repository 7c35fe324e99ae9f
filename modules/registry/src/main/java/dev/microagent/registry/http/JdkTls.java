package dev.microagent.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS by the JDK. */
public final class JdkTls implements Tls {

  private final SSLContext context;

  /**
   * Makes connections secure.
   *
   * @param context says whose certificates are good
   */
  public JdkTls(SSLContext context) {
    this.context = context;
  }

  @Override
  public Wire secure(SocketChannel channel, String host, int port, Duration patience)
      throws IOException {
    ReceivingAheadSocket ahead = new ReceivingAheadSocket(channel.socket());
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(ahead, host, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.setSoTimeout((int) patience.toMillis());
    try {
      tls.startHandshake();
    } catch (SSLException e) {
      throw explained(e);
    }
    return new JdkWire(tls, ahead.getInputStream());
  }

  private static SSLException explained(SSLException e) {
    if (hasCause(e, CertificateException.class)) {
      String why = String.valueOf(rootCause(e).getMessage());
      return new RefusedCertificateException(why, isUntrusted(e), e);
    }
    if (String.valueOf(e.getMessage()).contains("SSL message")) {
      return (SSLException) new NoTlsException().initCause(e);
    }
    return e;
  }

  /** Whether no authority is found at all, or only one of the same name. */
  private static boolean isUntrusted(SSLException e) {
    return hasCause(e, CertPathBuilderException.class)
        || (rootCause(e) instanceof CertPathValidatorException invalid
            && invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR);
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

  /** What {@link #encrypted} brings, decrypted. */
  private record JdkWire(SSLSocket tls, InputStream encrypted) implements Wire {

    @Override
    public int receive(byte[] bytes, int offset, int length) throws IOException {
      return tls.getInputStream().read(bytes, offset, length);
    }

    @Override
    public int receiveReady(ByteBuffer dst) {
      return 0;
    }

    @Override
    public void send(byte[] bytes) throws IOException {
      tls.getOutputStream().write(bytes);
    }

    @Override
    public boolean holdsMore() {
      try {
        return encrypted.available() > 0;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() {
      // It would first say goodbye, to a server that may not listen.
    }
  }
}
