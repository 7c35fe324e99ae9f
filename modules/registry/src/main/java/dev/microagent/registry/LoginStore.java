package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.RegistryReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores and forgets credentials where {@link AuthFiles} and other container tools find them: in
 * the file that {@code REGISTRY_AUTH_FILE} names; else in the first of the others that exists; else
 * in a new one, below {@code XDG_RUNTIME_DIR} if that is a directory, otherwise Docker's. Where the
 * file names a credential helper for a registry, that keeps the secret.
 */
public final class LoginStore {

  private final AuthFiles files;
  private final Path file;
  private final boolean dockers;

  /**
   * Where credentials are kept.
   *
   * @param helper the program that keeps them, which the file names; null where the file has them
   */
  public record Place(Path file, @Nullable String helper) {}

  private LoginStore(AuthFiles files, Path file, boolean dockers) {
    this.files = files;
    this.file = file;
    this.dockers = dockers;
  }

  /**
   * The store of an environment.
   *
   * @param home the user's directory, for what the environment doesn't name
   */
  public static LoginStore of(Map<String, String> environment, Path home) {
    AuthFiles files = AuthFiles.of(environment, home);
    Path first = files.files().getFirst();
    // Alone it is the one that the environment demands.
    Path dockers = files.files().size() == 1 ? null : files.files().getLast();
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    boolean session = !runtime.isEmpty() && Files.isDirectory(Path.of(runtime));
    Path made = dockers == null || session ? first : dockers;
    Path file =
        files.files().stream()
            .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
            .findFirst()
            .orElse(made);
    return new LoginStore(files, file, file.equals(dockers));
  }

  /**
   * Where a registry's credentials are to be kept.
   *
   * @param registry as references name it
   * @throws RegistryException if the file that tells cannot be used
   */
  public Place place(String registry) throws IOException {
    CredentialHelper helper = helper(registry);
    return new Place(file, helper == null ? null : helper.program());
  }

  /**
   * Stores credentials for a registry, in place of those that were stored for it.
   *
   * @param registry as references name it, in lower case
   * @throws RegistryException if the file, or the helper that it names, cannot be used
   */
  public void store(String registry, Credentials.Password credentials) throws IOException {
    CredentialHelper helper = helper(registry);
    if (helper != null) {
      helper.store(registry, credentials);
      forget(registry);
      return;
    }
    String pair = credentials.username() + ":" + credentials.password();
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    AuthFileEditor.edit(
        file,
        entries -> {
          entries.keySet().removeIf(key -> AuthFile.scope(key).equals(registry));
          entries.put(key(registry), Map.of("auth", encoded));
          return true;
        });
  }

  /**
   * Forgets the credentials for a registry, though not those for a part of it alone.
   *
   * @param registry as references name it, in lower case
   * @return whether there were any
   * @throws RegistryException if the file, or the helper that it names, cannot be used
   */
  public boolean erase(String registry) throws IOException {
    CredentialHelper helper = helper(registry);
    boolean kept = helper != null && helper.erase(registry);
    return forget(registry) || kept;
  }

  /** The files, this one or others, that still have credentials for a registry or a part of it. */
  public List<Path> remaining(String registry) {
    return files.files().stream().filter(path -> hasEntry(path, registry)).toList();
  }

  private boolean hasEntry(Path path, String registry) {
    try {
      AuthFile other = AuthFile.read(path, files.searchPath());
      return other != null && other.hasEntryFor(registry);
    } catch (IOException e) {
      // From a file that cannot be used nobody gets credentials.
      return false;
    }
  }

  private @Nullable CredentialHelper helper(String registry) throws IOException {
    AuthFile current = AuthFile.read(file, files.searchPath());
    if (current == null) {
      return null;
    }
    // Before a password is asked for, and before a helper has it.
    var _ = current.entries();
    return current.helperFor(registry);
  }

  private boolean forget(String registry) throws IOException {
    return Files.exists(file)
        && AuthFileEditor.edit(
            file,
            entries -> entries.keySet().removeIf(key -> AuthFile.scope(key).equals(registry)));
  }

  /** Docker looks for the Hub by an address of old, the others by its name. */
  private String key(String registry) {
    return dockers && registry.equals(RegistryReference.DOCKER_HUB) ? AuthFile.HUB_KEY : registry;
  }
}
