package dev.microagent.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of the reference implementation of a registry, on a port and directory of its own. */
final class DockerRegistry implements AutoCloseable {

  private final Process process;
  private final String host;

  private DockerRegistry(Process process, String host) {
    this.process = process;
    this.host = host;
  }

  /** Starts a registry, and returns when it listens. */
  static DockerRegistry start(Path directory) throws IOException {
    return start(directory, "", "");
  }

  /** Starts a registry that speaks TLS only, by a certificate of its own, {@code ca.pem}. */
  static DockerRegistry startSecure(Path directory) throws Exception {
    Path certificate = directory.resolve("ca.pem");
    Path key = directory.resolve("ca.key");
    List<Object> request =
        new ArrayList<>(
            List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
    request.addAll(List.of("-nodes", "-days", "2", "-subj", "/CN=registry"));
    request.addAll(List.of("-addext", "subjectAltName=IP:127.0.0.1"));
    request.addAll(List.of("-keyout", key, "-out", certificate));
    Tools.run(Tools.find("openssl"), request.toArray());
    return start(
        directory, ", tls: {certificate: \"%s\", key: \"%s\"}".formatted(certificate, key), "");
  }

  /** Starts a registry that only a user may talk to. */
  static DockerRegistry startForUser(Path directory, String name, String password)
      throws Exception {
    Path users = directory.resolve("users");
    Tools.run(Tools.find("htpasswd"), "-Bbc", users, name, password);
    return start(directory, "", "auth: {htpasswd: {realm: test, path: \"%s\"}}".formatted(users));
  }

  private static DockerRegistry start(Path directory, String tls, String auth) throws IOException {
    Path program = Tools.find("docker-registry");
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
    var log = process.inputReader(UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains("listening on")) {
        // Read on, so that the process never waits for room in the pipe.
        Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
        return new DockerRegistry(process, host);
      }
    }
    throw new IOException("docker-registry ended");
  }

  String host() {
    return host;
  }

  void push(Path layout, String name) throws Exception {
    Tools.run(
        Tools.find("skopeo"),
        "copy",
        "--insecure-policy",
        "--dest-tls-verify=false",
        "oci:" + layout + ":v",
        "docker://" + host + "/" + name);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
