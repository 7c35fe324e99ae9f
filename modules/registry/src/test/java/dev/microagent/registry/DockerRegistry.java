package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A process of the reference implementation of a registry, on a port and directory of its own. */
final class DockerRegistry implements AutoCloseable {

  private static final String LISTENING = "listening on";

  private final Process process;
  private final String host;
  private final HttpClient client = HttpClient.newHttpClient();

  private DockerRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** Starts a registry, and returns when it listens. */
  static DockerRegistry start(Path program, Path directory) throws IOException {
    return start(program, directory, "", "");
  }

  /** Starts a registry that only users of a file by htpasswd(1) may talk to. */
  static DockerRegistry startForUsers(Path program, Path directory, Path users) throws IOException {
    return start(program, directory, "", auth(users));
  }

  /** The same by TLS alone, with a certificate and its key in PEM. */
  static DockerRegistry startSecure(
      Path program, Path directory, Path users, Path certificate, Path key) throws IOException {
    String tls = ", tls: {certificate: \"%s\", key: \"%s\"}".formatted(certificate, key);
    return start(program, directory, tls, auth(users));
  }

  private static String auth(Path users) {
    return "auth: {htpasswd: {realm: test, path: \"%s\"}}".formatted(users);
  }

  private static DockerRegistry start(Path program, Path directory, String tls, String auth)
      throws IOException {
    String host;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      host = "127.0.0.1:" + socket.getLocalPort();
    }
    Path config = directory.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: "%s"}}
        http: {addr: "%s"%s}
        %s
        """
            .formatted(directory.resolve("data"), host, tls, auth));
    Process process =
        new ProcessBuilder(program.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    DockerRegistry registry = new DockerRegistry(process, host);
    registry.awaitListening();
    return registry;
  }

  private void awaitListening() throws IOException {
    var log = process.inputReader(UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains(LISTENING)) {
        // Read on, so that the process never waits for room in the pipe.
        Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
        return;
      }
    }
    throw new IOException("docker-registry ended");
  }

  String host() {
    return host;
  }

  /** Uploads an image, by the distribution specification, "pushing". */
  void push(String repository, String tag, String manifestType, TestImage image) throws Exception {
    for (Map.Entry<String, byte[]> blob : image.blobs().entrySet()) {
      URI uploads = URI.create("http://" + host + "/v2/" + repository + "/blobs/uploads/");
      HttpResponse<String> upload =
          send(HttpRequest.newBuilder(uploads).POST(HttpRequest.BodyPublishers.noBody()), 202);
      String location = upload.headers().firstValue("Location").orElseThrow();
      String separator = location.contains("?") ? "&" : "?";
      send(
          HttpRequest.newBuilder(uploads.resolve(location + separator + "digest=" + blob.getKey()))
              .PUT(HttpRequest.BodyPublishers.ofByteArray(blob.getValue())),
          201);
    }
    pushManifest(repository, tag, manifestType, image.manifest());
  }

  void pushManifest(String repository, String tag, String mediaType, byte[] manifest)
      throws Exception {
    send(
        HttpRequest.newBuilder(
                URI.create("http://" + host + "/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", mediaType)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)),
        201);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws Exception {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new IOException(response + ": " + response.body());
    }
    return response;
  }

  @Override
  public void close() {
    client.close();
    process.destroyForcibly().onExit().join();
  }
}
