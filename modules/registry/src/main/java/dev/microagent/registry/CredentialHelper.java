package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.RegistryReference;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that keeps credentials, {@code docker-credential-NAME}, and its {@code get}. What it
 * answers is never part of a message, but for its own word on why it failed.
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

  private static final String HUB_KEY = "https://index.docker.io/v1/";

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

  /** What it keeps for a registry; null for nothing. */
  @Nullable Credentials get(String registry) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(find().toString(), "get")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw failed("cannot be started");
    }
    try {
      return exchange(process, registry.equals(RegistryReference.DOCKER_HUB) ? HUB_KEY : registry);
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

  private @Nullable Credentials exchange(Process process, String server) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(server.getBytes(UTF_8));
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
      return process.exitValue() == 0 ? parse(answer) : refused(answer);
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
