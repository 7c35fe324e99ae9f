package dev.microagent.oci;

import dev.microagent.codec.Digest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image in a registry, {@code HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]}; the grammar is that of the
 * distribution specification ("pulling manifests") and of Docker's references.
 *
 * @param registry host name or address, with a port where it isn't the usual one
 * @param repository lower-case path
 * @param tag null only beside a digest
 * @param digest of the manifest or index
 */
public record RegistryReference(
    String registry, String repository, @Nullable String tag, @Nullable Digest digest)
    implements ImageReference {

  /** Where an image is sought whose reference names no registry. */
  public static final String DOCKER_HUB = "docker.io";

  private static final String DOCKER_HUB_ALIAS = "index.docker.io";

  /** Under these the Hub is known to people who log in. */
  private static final Set<String> HUB_NAMES = Set.of(DOCKER_HUB_ALIAS, "registry-1.docker.io");

  private static final String OFFICIAL_IMAGES = "library/";
  private static final String DEFAULT_TAG = "latest";

  /** In characters, of registry and repository together; what Docker allows. */
  private static final int MAX_NAME_LENGTH = 255;

  private static final int MAX_PORT = 65_535;

  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
              + "|\\[[0-9a-fA-F:]+])");

  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern REPOSITORY = Pattern.compile(PATH_PART + "(?:/" + PATH_PART + ")*");

  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  /** Refuses what the grammar doesn't allow with an {@link IllegalArgumentException}. */
  public RegistryReference {
    if (registry.length() + 1 + repository.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "image name is longer than " + MAX_NAME_LENGTH + " characters");
    }
    requireRegistry(registry);
    if (!REPOSITORY.matcher(repository).matches()) {
      throw new IllegalArgumentException(
          repository.isEmpty()
              ? "no repository in image reference"
              : "not a repository: '" + repository + "'" + caseHint(repository));
    }
    if (tag != null && !TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException("not a tag: '" + tag + "'");
    }
    if (tag == null && digest == null) {
      throw new IllegalArgumentException("neither tag nor digest in image reference");
    }
  }

  /**
   * Reads the name of a registry, as it begins a reference. A name that would not be taken for a
   * registry's there is refused.
   *
   * @return its canonical name, in lower case; all names of the Hub are {@link #DOCKER_HUB}
   * @throws IllegalArgumentException if it is none, with the reason
   */
  public static String parseRegistry(String text) {
    refuseScheme(text, "a registry");
    requireRegistry(text);
    if (!namesRegistry(text)) {
      throw new IllegalArgumentException(
          "not a registry: '%s'; its name has a dot or a port, or is localhost".formatted(text));
    }
    String registry = text.toLowerCase(Locale.ROOT);
    return HUB_NAMES.contains(registry) ? DOCKER_HUB : registry;
  }

  static RegistryReference parse(String text) {
    refuseScheme(text, "an image reference");
    int at = text.indexOf('@');
    Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
    String name = at < 0 ? text : text.substring(0, at);
    String tag = null;
    int colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf('/')) {
      tag = name.substring(colon + 1);
      name = name.substring(0, colon);
    }
    if (tag == null && digest == null) {
      tag = DEFAULT_TAG;
    }
    int slash = name.indexOf('/');
    if (slash < 0 || !namesRegistry(name.substring(0, slash))) {
      return of(DOCKER_HUB, name, tag, digest);
    }
    return of(name.substring(0, slash), name.substring(slash + 1), tag, digest);
  }

  private static RegistryReference of(
      String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
    if (!registry.equals(DOCKER_HUB) && !registry.equals(DOCKER_HUB_ALIAS)) {
      return new RegistryReference(registry, repository, tag, digest);
    }
    boolean official = !repository.isEmpty() && repository.indexOf('/') < 0;
    return new RegistryReference(
        DOCKER_HUB, official ? OFFICIAL_IMAGES + repository : repository, tag, digest);
  }

  private static void refuseScheme(String text, String expected) {
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      throw new IllegalArgumentException(
          "not %s: '%s'; leave out '%s'".formatted(expected, text, text.substring(0, scheme + 3)));
    }
  }

  private static boolean namesRegistry(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }

  private static void requireRegistry(String registry) {
    int bracket = registry.lastIndexOf(']');
    int colon = registry.indexOf(':', Math.max(bracket, 0));
    String host = colon < 0 ? registry : registry.substring(0, colon);
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("not a registry: '" + registry + "'");
    }
    if (colon >= 0) {
      String port = registry.substring(colon + 1);
      if (!PORT.matcher(port).matches()
          || Integer.parseInt(port) == 0
          || Integer.parseInt(port) > MAX_PORT) {
        throw new IllegalArgumentException("not a port: '" + registry + "'");
      }
    }
  }

  private static String caseHint(String repository) {
    return repository.chars().anyMatch(Character::isUpperCase) ? "; it must be lower case" : "";
  }

  @Override
  public String canonical() {
    return registry
        + "/"
        + repository
        + (tag == null ? "" : ":" + tag)
        + (digest == null ? "" : "@" + digest);
  }

  @Override
  public String resolved(Digest manifest) {
    return registry + "/" + repository + "@" + manifest;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
