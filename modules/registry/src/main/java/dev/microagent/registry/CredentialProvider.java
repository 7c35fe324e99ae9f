package dev.microagent.registry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where credentials come from. Asked only when a registry wants some. Thread-safe. */
public interface CredentialProvider {

  /** For anonymous access. */
  CredentialProvider NONE = (registry, repository) -> null;

  /**
   * The credentials for a repository.
   *
   * @param registry host, with a port where the reference has one; {@code docker.io} for the Hub
   * @param repository path within the registry
   * @return null to go without
   */
  @Nullable Credentials credentials(String registry, String repository) throws IOException;
}
