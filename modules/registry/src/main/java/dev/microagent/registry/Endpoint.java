package dev.microagent.registry;

import dev.microagent.oci.RegistryReference;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a registry's repository is reached (distribution specification, "endpoints").
 *
 * @param origin scheme, host and port of the registry
 * @param repository path within it; empty for the registry as a whole
 */
record Endpoint(URI origin, String repository) {

  /** The Hub's registry answers under another name than references give it. */
  private static final String DOCKER_HUB_HOST = "registry-1.docker.io";

  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?");

  static Endpoint of(RegistryReference reference, SourceOptions options) {
    return of(reference.registry(), reference.repository(), options);
  }

  /** The registry as a whole. */
  static Endpoint of(String registry, SourceOptions options) {
    return of(registry, "", options);
  }

  private static Endpoint of(String registry, String repository, SourceOptions options) {
    String host = registry.equals(RegistryReference.DOCKER_HUB) ? DOCKER_HUB_HOST : registry;
    boolean loopback = LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    // Whoever brings certificates for a registry on this machine means it to be encrypted.
    boolean plain = options.plainHttp() || (loopback && options.trusted().isEmpty());
    String scheme = plain ? "http" : "https";
    return new Endpoint(URI.create(scheme + "://" + host), repository);
  }

  /** Of the API itself, which tells whether it lets us in ("determining support"). */
  URI api() {
    return origin.resolve("/v2/");
  }

  /** Of a manifest or index, by tag or digest. */
  URI manifest(String tagOrDigest) {
    return resource("manifests", tagOrDigest);
  }

  /** Of any other blob. */
  URI blob(String digest) {
    return resource("blobs", digest);
  }

  private URI resource(String kind, String name) {
    return origin.resolve("/v2/" + repository + "/" + kind + "/" + name);
  }
}
