package dev.microagent.registry;

import dev.microagent.bindings.tls.LibsslException;
import dev.microagent.bindings.tls.TlsContext;
import dev.microagent.registry.http.JdkTls;
import dev.microagent.registry.http.OpensslTls;
import dev.microagent.registry.http.Tls;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which code makes connections secure in this process: OpenSSL's where it is installed, else the
 * JDK's. Each trusts its own authorities: those that the system's administrator keeps, or those
 * that came with the JDK. Chosen when it is first needed; then it stays.
 *
 * <p>The system property {@value #PROPERTY} with the value {@code jdk} chooses the JDK, and so do
 * {@code javax.net.ssl.trustStore} and {@code javax.net.ssl.keyStore}, by which the JDK is told
 * whom to trust and who we are.
 */
public final class TlsBackend {

  static final String PROPERTY = "dev.microagent.registry.tls";

  private static final List<String> PROPERTIES_OF_THE_JDK =
      List.of("javax.net.ssl.trustStore", "javax.net.ssl.keyStore");

  /** Why OpenSSL isn't used; null if it is. */
  private static final @Nullable String WHY_NOT = whyNot();

  private TlsBackend() {}

  /** What is used, for people. */
  public static String description() {
    return WHY_NOT == null ? TlsContext.version() : "JDK" + WHY_NOT;
  }

  /**
   * Makes what makes connections secure.
   *
   * @param trusted certificates to trust beside the backend's own
   * @throws LibsslException if OpenSSL can't, such as for its configuration
   */
  static Tls tls(List<X509Certificate> trusted) throws LibsslException {
    return WHY_NOT == null ? openssl(trusted) : jdk(trusted);
  }

  private static Tls openssl(List<X509Certificate> trusted) throws LibsslException {
    try {
      List<byte[]> encoded = new ArrayList<>();
      for (X509Certificate certificate : trusted) {
        encoded.add(certificate.getEncoded());
      }
      return new OpensslTls(TlsContext.create(encoded));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that can't be encoded", e);
    }
  }

  private static Tls jdk(List<X509Certificate> trusted) {
    return new JdkTls(TrustedCertificates.context(trusted));
  }

  private static @Nullable String whyNot() {
    if ("jdk".equals(System.getProperty(PROPERTY))) {
      return "";
    }
    for (String property : PROPERTIES_OF_THE_JDK) {
      if (System.getProperty(property) != null) {
        return " (" + property + " is set)";
      }
    }
    try {
      TlsContext.verify();
      return null;
    } catch (LibsslException e) {
      return " (" + e.getMessage() + ")";
    }
  }
}
