package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.RegistryReference;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import dev.microagent.oci.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that keeps credentials, {@code docker-credential-NAME}. What it answers is never part
 * of a message, but for its own word on why it failed; nor is that where it was given a secret.
 */
final class CredentialHelper {

  /** A keychain may ask the user to unlock it. */
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** In bytes; an answer is a name and a token. */
  static final int MAX_ANSWER = 64 << 10;

  /** In characters, of what a helper says went wrong. */
  private static final int MAX_REASON = 200;

  /** Never a path. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final String NOT_FOUND = "credentials not found in native keychain";

  /** In place of a user's name: the secret is an identity token. */
  private static final String TOKEN_USER = "<token>";

  private final String program;
  private final String searchPath;
  private final Duration timeout;

  /**
   * The helper of a name.
   *
   * @param searchPath directories to find it in, as in {@code PATH}; relative ones don't count
   */
  CredentialHelper(String name, String searchPath, Duration timeout) throws RegistryException {
    if (!NAME.matcher(name).matches()) {
      throw new RegistryException(
          RegistryException.Kind.CREDENTIALS, "credential helper \"" + name + "\": not a name");
    }
    this.program = "docker-credential-" + name;
    this.searchPath = searchPath;
    this.timeout = timeout;
  }

  /** The name of the program. */
  String program() {
    return program;
  }

  /** What it keeps for a registry; null for nothing. */
  @Nullable Credentials get(String registry) throws IOException {
    Answer answer = run("get", server(registry));
    return answer.exit == 0 ? parse(answer.bytes) : refused(answer.bytes);
  }

  /** Has it keep a user's name and password for a registry, in place of what it kept. */
  void store(String registry, Credentials.Password credentials) throws IOException {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("ServerURL", server(registry));
    request.put("Username", credentials.username());
    request.put("Secret", credentials.password());
    int exit = run("store", JsonWriter.write(request)).exit;
    if (exit != 0) {
      throw failed("it doesn't store them, and ends with " + exit);
    }
  }

  /** Has it forget a registry; whether it knew any credentials for it. */
  boolean erase(String registry) throws IOException {
    // Many say nothing when there's nothing to erase.
    if (get(registry) == null) {
      return false;
    }
    Answer answer = run("erase", server(registry));
    if (answer.exit != 0) {
      refused(answer.bytes);
    }
    return true;
  }

  private static String server(String registry) {
    return registry.equals(RegistryReference.DOCKER_HUB) ? AuthFile.HUB_KEY : registry;
  }

  /** How it ended, and what it said. */
  private static final class Answer {
    final int exit;
    final byte[] bytes;

    Answer(int exit, byte[] bytes) {
      this.exit = exit;
      this.bytes = bytes;
    }
  }

  private Answer run(String action, String input) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(find().toString(), action)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw failed("cannot be started");
    }
    try {
      return exchange(process, input);
    } finally {
      process.destroyForcibly();
    }
  }

  private Path find() throws RegistryException {
    for (String directory : searchPath.split(":", -1)) {
      Path file = Path.of(directory, program);
      if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return file;
      }
    }
    throw failed("not found in PATH");
  }

  private Answer exchange(Process process, String input) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException e) {
      // It may know the answer without the question; its exit tells.
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    FutureTask<byte[]> reading = new FutureTask<>(() -> read(process.getInputStream()));
    Thread.ofVirtual().start(reading);
    try {
      byte[] answer = reading.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (answer.length > MAX_ANSWER) {
        throw failed("answers with more than " + MAX_ANSWER + " bytes");
      }
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw silent();
      }
      return new Answer(process.exitValue(), answer);
    } catch (TimeoutException e) {
      throw silent();
    } catch (ExecutionException e) {
      throw failed("its answer cannot be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static byte[] read(InputStream out) throws IOException {
    return out.readNBytes(MAX_ANSWER + 1);
  }

  private @Nullable Credentials parse(byte[] answer) throws RegistryException {
    try {
      JsonObject json = JsonReader.object(answer, program);
      String user = json.stringOrEmpty("Username");
      String secret = json.stringOrEmpty("Secret");
      if (user.isEmpty() || secret.isEmpty()) {
        return null;
      }
      return user.equals(TOKEN_USER)
          ? new Credentials.IdentityToken(secret)
          : new Credentials.Password(user, secret);
    } catch (DocumentException e) {
      // Not even as a cause: a parser's message quotes what it stumbled over.
      throw failed("its answer isn't a JSON object of texts");
    }
  }

  private @Nullable Credentials refused(byte[] answer) throws RegistryException {
    String reason = new String(answer, UTF_8).strip().lines().findFirst().orElse("failed");
    if (reason.equals(NOT_FOUND)) {
      return null;
    }
    throw failed(reason.substring(0, Math.min(reason.length(), MAX_REASON)));
  }

  private RegistryException silent() {
    return failed("no answer for " + timeout.toSeconds() + " s");
  }

  private RegistryException failed(String why) {
    return new RegistryException(
        RegistryException.Kind.CREDENTIALS, "credential helper " + program + ": " + why);
  }
}
