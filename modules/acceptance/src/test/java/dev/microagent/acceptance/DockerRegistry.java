package dev.microagent.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

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
    return start(directory, "");
  }

  /** Starts a registry that only a user may talk to. */
  static DockerRegistry startForUser(Path directory, String name, String password)
      throws Exception {
    Path users = directory.resolve("users");
    Tools.run(Tools.find("htpasswd"), "-Bbc", users, name, password);
    return start(directory, "auth: {htpasswd: {realm: test, path: \"%s\"}}".formatted(users));
  }

  private static DockerRegistry start(Path directory, String auth) throws IOException {
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
        http: {addr: "%s"}
        %s
        """
            .formatted(directory.resolve("data"), host, auth));
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
