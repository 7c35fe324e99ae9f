package dev.microagent.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority of its own, made with openssl(1), and a certificate for 127.0.0.1 by it. */
record TestAuthority(Path authority, Path certificate, Path key) {

  /** In days; a test takes seconds. */
  private static final String VALIDITY = "2";

  static TestAuthority make(Path directory) throws Exception {
    Path openssl = Tools.find("openssl");
    Path authority = directory.resolve("ca.pem");
    Path authorityKey = directory.resolve("ca.key");
    Path certificate = directory.resolve("server.pem");
    Path key = directory.resolve("server.key");
    Path request = directory.resolve("server.csr");
    Path extensions =
        Files.writeString(
            directory.resolve("extensions"), "subjectAltName=IP:127.0.0.1,DNS:registry.test\n");
    run(
        openssl,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=authority",
        "-days",
        VALIDITY,
        "-keyout",
        authorityKey,
        "-out",
        authority);
    run(
        openssl,
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=registry",
        "-keyout",
        key,
        "-out",
        request);
    run(
        openssl,
        "x509 -req -CAcreateserial -days " + VALIDITY,
        "-in",
        request,
        "-CA",
        authority,
        "-CAkey",
        authorityKey,
        "-extfile",
        extensions,
        "-out",
        certificate);
    return new TestAuthority(authority, certificate, key);
  }

  private static void run(Path openssl, String words, Object... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
    for (Object argument : more) {
      arguments.add(argument.toString());
    }
    Tools.run(openssl, arguments.toArray(String[]::new));
  }
}
