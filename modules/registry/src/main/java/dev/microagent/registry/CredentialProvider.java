package dev.microagent.registry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where credentials come from. Asked only when a registry wants some. Thread-safe. */
public interface CredentialProvider {

  /** For anonymous access. */
  CredentialProvider NONE = registry -> null;

  /**
   * The credentials for a registry.
   *
   * @param registry host, with a port where the reference has one; {@code docker.io} for the Hub
   * @return null to go without
   */
  @Nullable Credentials credentials(String registry) throws IOException;
}
