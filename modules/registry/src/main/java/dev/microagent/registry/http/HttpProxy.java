package dev.microagent.registry.http;

import org.jspecify.annotations.Nullable;

/**
 * A server that passes requests on, spoken to in plain HTTP.
 *
 * @param host its name or address
 * @param port its TCP port
 * @param authorization what it wants to know us by, a {@code Proxy-Authorization}; null for nothing
 */
public record HttpProxy(String host, int port, @Nullable String authorization) {

  /** Without what it knows us by, which is a secret. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
