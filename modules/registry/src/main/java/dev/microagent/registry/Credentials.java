package dev.microagent.registry;

/**
 * What proves to a registry who asks. None of them shows its secret as text, which may be logged.
 */
public sealed interface Credentials {

  /**
   * A user's name and password.
   *
   * @param username without a colon, which ends it in HTTP's basic authentication (RFC 7617)
   * @param password or an access token in its place
   */
  record Password(String username, String password) implements Credentials {
    @Override
    public String toString() {
      return username + ":***";
    }
  }

  /**
   * A refresh token, for which the registry's token server gives access tokens (RFC 6749, 6). Shown
   * to that server alone.
   */
  record IdentityToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "identity token ***";
    }
  }

  /** A bearer token that the registry itself takes (RFC 6750). */
  record RegistryToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "registry token ***";
    }
  }
}
