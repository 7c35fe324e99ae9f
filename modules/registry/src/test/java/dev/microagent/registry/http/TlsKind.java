package dev.microagent.registry.http;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.microagent.bindings.tls.LibsslException;
import dev.microagent.bindings.tls.TlsContext;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Each of the two that make connections secure. */
enum TlsKind {
  JDK {
    @Override
    Tls trusting(X509Certificate... certificates) throws Exception {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (X509Certificate certificate : certificates) {
        trusted.setCertificateEntry("test-" + trusted.size(), certificate);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      // No store at all stands for the JDK's own.
      factory.init(certificates.length > 0 ? trusted : null);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return new JdkTls(context);
    }
  },

  OPENSSL {
    @Override
    Tls trusting(X509Certificate... certificates) throws Exception {
      try {
        TlsContext.verify();
      } catch (LibsslException e) {
        return "true".equals(System.getenv("CI")) ? fail(e.getMessage()) : abort(e.getMessage());
      }
      List<byte[]> trusted = new ArrayList<>();
      for (X509Certificate certificate : certificates) {
        trusted.add(certificate.getEncoded());
      }
      return new OpensslTls(TlsContext.create(trusted));
    }
  };

  /** Trusts these certificates; the test is skipped, and fails in CI, where that can't be. */
  abstract Tls trusting(X509Certificate... certificates) throws Exception;
}
