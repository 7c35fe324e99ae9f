import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Serves files on the loopback interface, in plain HTTP and with TLS, and prints the two ports. A
 * registry is, for who only pulls, a few files in the right places.
 *
 * <p>{@code java TrainingRegistry.java DIRECTORY KEYSTORE PASSWORD}
 */
final class TrainingRegistry {

  private TrainingRegistry() {}

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    HttpHandler files = SimpleFileServer.createFileHandler(Path.of(args[0]).toAbsolutePath());
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    HttpServer plain = HttpServer.create(anyPort, 0, "/", files);
    plain.start();

    HttpsServer secure = HttpsServer.create(anyPort, 0, "/", files);
    secure.setHttpsConfigurator(
        new HttpsConfigurator(context(Path.of(args[1]), args[2].toCharArray())));
    secure.start();

    System.out.println(plain.getAddress().getPort() + " " + secure.getAddress().getPort());
  }

  private static SSLContext context(Path keyStore, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
