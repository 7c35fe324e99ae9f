package dev.microagent.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Whom a server of TLS shows itself as: 127.0.0.1 and {@code registry.test}, and what is below, by
 * its own word alone.
 *
 * @param context what a server needs
 * @param certificate what a client may trust
 */
public record ServerIdentity(SSLContext context, X509Certificate certificate) {

  private static final String PASSWORD = "changeit";

  /** Makes one by keytool(1), in a directory that has none yet. */
  public static ServerIdentity make(Path directory, String... options) throws Exception {
    Path store = directory.resolve("store.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-alias", "test"));
    command.addAll(
        List.of(
            "-ext", "SAN=ip:127.0.0.1,dns:registry.test,dns:*.registry.test", "-validity", "2"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(options));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return new ServerIdentity(context, (X509Certificate) keys.getCertificate("test"));
  }
}
