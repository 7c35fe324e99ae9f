package dev.microagent.registry;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How sources are to be read.
 *
 * @param plainHttp whether registries other than those on this machine may be spoken to without
 *     encryption
 * @param trusted certificates of authorities that vouch for registries, beside those trusted
 *     anyway; where there are any, a registry on this machine is spoken to with encryption too,
 *     unless {@code plainHttp} is set
 * @param proxy which requests go through a proxy
 * @param credentials for registries
 * @param partialBlobs keeps what came of blobs that a registry didn't send to their end
 * @param connectTimeout how long a connection may take to come about
 * @param idleTimeout how long a registry may keep silent before it answers and while it sends
 */
public record SourceOptions(
    boolean plainHttp,
    List<X509Certificate> trusted,
    ProxySettings proxy,
    CredentialProvider credentials,
    PartialBlobs partialBlobs,
    Duration connectTimeout,
    Duration idleTimeout) {

  /** Anonymous, direct and encrypted, with patience for a slow registry. */
  public static final SourceOptions DEFAULTS =
      new SourceOptions(
          false,
          List.of(),
          ProxySettings.NONE,
          CredentialProvider.NONE,
          PartialBlobs.NONE,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60));

  /** Keeps a copy of the certificates. */
  public SourceOptions {
    trusted = List.copyOf(trusted);
  }

  /** The same, but for encryption. */
  public SourceOptions withPlainHttp(boolean allowed) {
    return new SourceOptions(
        allowed, trusted, proxy, credentials, partialBlobs, connectTimeout, idleTimeout);
  }

  /** The same with other additional authorities. */
  public SourceOptions withTrusted(List<X509Certificate> certificates) {
    return new SourceOptions(
        plainHttp, certificates, proxy, credentials, partialBlobs, connectTimeout, idleTimeout);
  }

  /** The same with other proxies. */
  public SourceOptions withProxy(ProxySettings settings) {
    return new SourceOptions(
        plainHttp, trusted, settings, credentials, partialBlobs, connectTimeout, idleTimeout);
  }

  /** The same with other credentials. */
  public SourceOptions withCredentials(CredentialProvider provider) {
    return new SourceOptions(
        plainHttp, trusted, proxy, provider, partialBlobs, connectTimeout, idleTimeout);
  }

  /** The same with another keeper of parts. */
  public SourceOptions withPartialBlobs(PartialBlobs partials) {
    return new SourceOptions(
        plainHttp, trusted, proxy, credentials, partials, connectTimeout, idleTimeout);
  }

  /** The same with another patience for silence. */
  public SourceOptions withIdleTimeout(Duration timeout) {
    return new SourceOptions(
        plainHttp, trusted, proxy, credentials, partialBlobs, connectTimeout, timeout);
  }
}
