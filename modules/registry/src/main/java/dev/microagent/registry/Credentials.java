package dev.microagent.registry;

/**
 * A user's name and password for a registry.
 *
 * @param username without a colon, which ends it in HTTP's basic authentication (RFC 7617)
 * @param password or an access token in its place
 */
public record Credentials(String username, String password) {

  /** Without the password, since it may end in a log. */
  @Override
  public String toString() {
    return username + ":***";
  }
}
