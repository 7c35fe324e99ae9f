package dev.microagent.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credentials from the files where other container tools keep them (containers-auth.json(5), and
 * Docker's {@code config.json}). The first file that has some for a repository is believed.
 */
public final class AuthFiles implements CredentialProvider {

  private static final String CONTAINERS = "containers/auth.json";

  private final List<Path> files;
  private final boolean required;
  private final String searchPath;

  private AuthFiles(List<Path> files, boolean required, String searchPath) {
    this.searchPath = searchPath;
    this.files = List.copyOf(files);
    this.required = required;
  }

  /**
   * The files that an environment names: {@code REGISTRY_AUTH_FILE} alone where it is set, and then
   * it must exist; else those below {@code XDG_RUNTIME_DIR} and {@code XDG_CONFIG_HOME}, and that
   * of {@code DOCKER_CONFIG}. Helpers that a file names are found through {@code PATH}.
   *
   * @param home the user's directory, for what the environment doesn't name
   */
  public static AuthFiles of(Map<String, String> environment, Path home) {
    String searchPath = environment.getOrDefault("PATH", "");
    String only = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    if (!only.isEmpty()) {
      return new AuthFiles(List.of(Path.of(only)), true, searchPath);
    }
    List<Path> files = new ArrayList<>();
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!runtime.isEmpty()) {
      files.add(Path.of(runtime, CONTAINERS));
    }
    files.add(
        directory(environment, "XDG_CONFIG_HOME", home.resolve(".config")).resolve(CONTAINERS));
    files.add(
        directory(environment, "DOCKER_CONFIG", home.resolve(".docker")).resolve("config.json"));
    return new AuthFiles(files, false, searchPath);
  }

  /** All files, in the order in which they are believed. */
  List<Path> files() {
    return files;
  }

  /** Where the helpers are that they may name, as in {@code PATH}. */
  String searchPath() {
    return searchPath;
  }

  private static Path directory(Map<String, String> environment, String name, Path otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : Path.of(value);
  }

  @Override
  public @Nullable Credentials credentials(String registry, String repository) throws IOException {
    for (Path path : files) {
      AuthFile file = AuthFile.read(path, searchPath);
      if (file == null && required) {
        throw AuthFile.unusable(path, "not found, but REGISTRY_AUTH_FILE names it");
      }
      Credentials credentials = file == null ? null : file.credentials(registry, repository);
      if (credentials != null) {
        return credentials;
      }
    }
    return null;
  }
}
