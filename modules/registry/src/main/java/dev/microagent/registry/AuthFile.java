package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.RegistryReference;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One file of credentials. What is wrong with it is told without any of its content. */
final class AuthFile {

  /** In bytes; an entry takes some hundred, one with tokens some thousand. */
  static final int MAX_SIZE = 1 << 20;

  /** Docker's own key for the Hub, by which Docker and its helpers find it. */
  static final String HUB_KEY = "https://index.docker.io/v1/";

  /** A key as Docker writes it: the address of a registry's API rather than its name. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://([^/]+)(?:/(?:v[12]/?)?)?", Pattern.CASE_INSENSITIVE);

  private static final Set<String> HUB_NAMES =
      Set.of("index.docker.io", "index.docker.io/v1", "registry-1.docker.io");

  private final Path path;
  private final JsonObject content;
  private final String searchPath;

  private AuthFile(Path path, JsonObject content, String searchPath) {
    this.path = path;
    this.content = content;
    this.searchPath = searchPath;
  }

  /**
   * The file; null if there is none.
   *
   * @param searchPath where the helpers are that it may name, as in {@code PATH}
   */
  static @Nullable AuthFile read(Path path, String searchPath) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unusable(path, "cannot be read");
    }
    if (bytes.length > MAX_SIZE) {
      throw unusable(path, "longer than " + MAX_SIZE + " bytes");
    }
    try {
      return new AuthFile(path, JsonReader.object(bytes, "credentials"), searchPath);
    } catch (DocumentException e) {
      // Not even as a cause: a parser's message quotes what it stumbled over.
      throw unusable(path, "not a JSON object");
    }
  }

  /**
   * The credentials that the registry's own helper keeps, else those of the most specific key that
   * has some, else those that the helper for all registries keeps; null if there are none.
   */
  @Nullable Credentials credentials(String registry, String repository) throws IOException {
    String host = registry.toLowerCase(Locale.ROOT);
    try {
      String own = ownHelper(host);
      if (own != null) {
        return helper(own).get(host);
      }
      Credentials stored = ofEntries(host + "/" + repository);
      String store = content.stringOrEmpty("credsStore");
      return stored != null || store.isEmpty() ? stored : helper(store).get(host);
    } catch (DocumentException e) {
      throw malformed();
    }
  }

  /** The helper that is to keep a registry's credentials; null where an entry is. */
  @Nullable CredentialHelper helperFor(String host) throws RegistryException {
    try {
      String own = ownHelper(host);
      String name = own == null ? content.stringOrEmpty("credsStore") : own;
      return name.isEmpty() ? null : helper(name);
    } catch (DocumentException e) {
      throw malformed();
    }
  }

  /** Whether there is an entry for a registry, or a part of it, that isn't empty. */
  boolean hasEntryFor(String host) throws RegistryException {
    try {
      JsonObject entries = content.optionalObject("auths");
      for (String key : content.namesOf("auths")) {
        String scope = scope(key);
        if ((scope.equals(host) || scope.startsWith(host + "/"))
            && entries != null
            && entries.has(key)
            && of(entries.object(key)) != null) {
          return true;
        }
      }
      return false;
    } catch (DocumentException e) {
      throw malformed();
    }
  }

  /** What is in the file, by its names, to be changed and written again. */
  Map<String, @Nullable Object> members() {
    return content.toMap();
  }

  /** The entries by their keys, to be changed and written again. */
  Map<String, @Nullable Object> entries() throws RegistryException {
    try {
      JsonObject entries = content.optionalObject("auths");
      return entries == null ? new LinkedHashMap<>() : entries.toMap();
    } catch (DocumentException e) {
      throw malformed();
    }
  }

  private @Nullable String ownHelper(String host) throws DocumentException {
    for (Map.Entry<String, String> helper : content.stringMap("credHelpers").entrySet()) {
      if (scope(helper.getKey()).equals(host)) {
        return helper.getValue();
      }
    }
    return null;
  }

  private CredentialHelper helper(String name) throws RegistryException {
    return new CredentialHelper(name, searchPath, CredentialHelper.TIMEOUT);
  }

  private @Nullable Credentials ofEntries(String repository)
      throws DocumentException, RegistryException {
    JsonObject entries = content.optionalObject("auths");
    String scope = repository;
    while (entries != null) {
      Credentials found = ofScope(entries, scope);
      int end = scope.lastIndexOf('/');
      if (found != null || end < 0) {
        return found;
      }
      scope = scope.substring(0, end);
    }
    return null;
  }

  private @Nullable Credentials ofScope(JsonObject entries, String scope)
      throws DocumentException, RegistryException {
    Credentials found = entries.has(scope) ? of(entries.object(scope)) : null;
    for (String key : content.namesOf("auths")) {
      if (found == null && scope(key).equals(scope) && entries.has(key)) {
        found = of(entries.object(key));
      }
    }
    return found;
  }

  /** What a key is for: a registry, or a namespace or repository in one. */
  static String scope(String key) {
    Matcher address = ADDRESS.matcher(key);
    String name = address.matches() ? address.group(1) : key;
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    int slash = name.indexOf('/');
    String host = (slash < 0 ? name : name.substring(0, slash)).toLowerCase(Locale.ROOT);
    String scope = slash < 0 ? host : host + name.substring(slash);
    return HUB_NAMES.contains(scope) ? RegistryReference.DOCKER_HUB : scope;
  }

  private @Nullable Credentials of(JsonObject entry) throws DocumentException, RegistryException {
    String identity = entry.stringOrEmpty("identitytoken");
    if (!identity.isEmpty()) {
      return new Credentials.IdentityToken(identity);
    }
    String token = entry.stringOrEmpty("registrytoken");
    if (!token.isEmpty()) {
      return new Credentials.RegistryToken(token);
    }
    String pair = entry.stringOrEmpty("auth");
    return pair.isEmpty() ? null : password(pair);
  }

  private Credentials password(String encoded) throws RegistryException {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException e) {
      throw unusable(path, "an auth in it isn't base64");
    }
    int colon = pair.indexOf(':');
    if (colon <= 0) {
      throw unusable(path, "an auth in it isn't a user and a password");
    }
    return new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
  }

  private RegistryException malformed() {
    return unusable(path, "not as containers-auth.json(5) describes it");
  }

  static RegistryException unusable(Path path, String why) {
    return new RegistryException(
        RegistryException.Kind.CREDENTIALS, "credentials file " + path + ": " + why);
  }
}
