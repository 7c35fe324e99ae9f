package dev.microagent.registry;

import java.time.Duration;

/**
 * How sources are to be read.
 *
 * @param plainHttp whether registries other than those on this machine may be spoken to without
 *     encryption
 * @param credentials for registries
 * @param connectTimeout how long a connection may take to come about
 * @param idleTimeout how long a registry may keep silent before it answers and while it sends
 */
public record SourceOptions(
    boolean plainHttp,
    CredentialProvider credentials,
    Duration connectTimeout,
    Duration idleTimeout) {

  /** Anonymous and encrypted, with patience for a slow registry. */
  public static final SourceOptions DEFAULTS =
      new SourceOptions(
          false, CredentialProvider.NONE, Duration.ofSeconds(15), Duration.ofSeconds(60));

  /** The same, but for encryption. */
  public SourceOptions withPlainHttp(boolean allowed) {
    return new SourceOptions(allowed, credentials, connectTimeout, idleTimeout);
  }

  /** The same with other credentials. */
  public SourceOptions withCredentials(CredentialProvider provider) {
    return new SourceOptions(plainHttp, provider, connectTimeout, idleTimeout);
  }

  /** The same with another patience for silence. */
  public SourceOptions withIdleTimeout(Duration timeout) {
    return new SourceOptions(plainHttp, credentials, connectTimeout, timeout);
  }
}
