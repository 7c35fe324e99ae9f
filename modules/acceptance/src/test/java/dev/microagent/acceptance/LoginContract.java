package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** What login and logout promise, row by row. {@code {locked}} is a registry for one user alone. */
final class LoginContract {

  static final String SECRET = "s3cr3t:ü";

  private static final String AUTH =
      Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(UTF_8));

  private static final Given NOBODY = place -> {};

  private static final Given LOGGED_IN =
      place -> write(place, "{\"auths\": {\"{locked}\": {\"auth\": \"" + AUTH + "\"}}}");

  private static final Given BROKEN = place -> write(place, "{");

  private static final Then STORED = place -> assertThat(file(place)).content().contains(AUTH);

  private static final Then NOTHING_STORED =
      place -> assertThat(file(place).getParent()).doesNotExist();

  private static final String[] LOGIN = {
    "registry", "login", "--username", "user", "--password-stdin", "{locked}"
  };

  static final List<Row> ROWS =
      List.of(
          // login
          row("login", NOBODY, LOGIN)
              .reads(SECRET + "\n")
              .out("logged in to {locked} as user: stored in {home}/.docker/config.json\n")
              .then(STORED),
          row(
                  "login as JSON",
                  NOBODY,
                  "--json",
                  "registry",
                  "login",
                  "-u",
                  "user",
                  "--password-stdin",
                  "--plain-http",
                  "{locked}")
              .reads(SECRET)
              .out(
                  """
                  {
                    "registry": "{locked}",
                    "username": "user",
                    "file": "{home}/.docker/config.json",
                    "verified": true
                  }
                  """)
              .then(STORED),
          row("login with a wrong password", NOBODY, LOGIN)
              .reads("wr0ng")
              .exits(1)
              .err(
                  """
                  microagent: cannot log in to {locked}: it refuses this user name or password (HTTP 401)
                  hint: check both; some registries want an access token in place of the password
                  """)
              .then(NOTHING_STORED),
          row(
                  "login where nobody is asked for a password",
                  NOBODY,
                  "registry",
                  "login",
                  "-u",
                  "user",
                  "--password-stdin",
                  "{registry}")
              .reads(SECRET)
              .out("logged in to {registry} as user: stored in {*}\n")
              .err("{registry} asks nobody for a password, so this one was not checked\n")
              .then(STORED),
          row(
                  "login with authorities that aren't there",
                  NOBODY,
                  "registry",
                  "login",
                  "--ca-file",
                  "{home}/ca.pem",
                  "{locked}")
              .exits(1)
              .err("microagent: cannot log in to {locked}: {home}/ca.pem: no such file\n"),
          row("login without a terminal", NOBODY, "registry", "login", "{locked}")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: nobody can be asked for a password: use --username and --password-stdin
                  hint: see 'microagent registry login --help'
                  """),
          row("login without a name", NOBODY, "registry", "login", "--password-stdin", "{locked}")
              .exits(2)
              .err("microagent: bad usage: --password-stdin needs --username\n{*}\n"),
          row("login with nothing", NOBODY, LOGIN)
              .reads("\n")
              .exits(2)
              .err("microagent: bad usage: the password is empty\n{*}\n"),
          row("login to an address", NOBODY, "registry", "login", "https://ghcr.io")
              .exits(2)
              .err("microagent: bad usage: REGISTRY: not a registry: {*}\n{*}\n"),
          row("login with a broken file", BROKEN, LOGIN)
              .reads(SECRET)
              .exits(1)
              .err(
                  """
                  microagent: cannot log in to {locked}: credentials file {home}/.docker/config.json: not a JSON object
                  hint: {*}
                  """)
              .then(place -> assertThat(file(place)).hasContent("{")),
          row("a pull that needs a login", NOBODY, "images", "pull", "{locked}/app:one")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull {locked}/app:one: access denied by {locked} (HTTP 401, UNAUTHORIZED: {*})
                  hint: check the name, or log in with 'microagent registry login {locked}'
                  """),
          row("a pull after a login", LOGGED_IN, "images", "pull", "{locked}/app:one")
              .exits(1)
              .err("microagent: cannot pull {locked}/app:one: not found (HTTP 404, {*})\n{*}\n"),
          row("registry and nothing more", NOBODY, "registry")
              .exits(2)
              .err("microagent: bad usage: no command is given after microagent registry\n{*}\n"),

          // TLS; {secure} speaks nothing else
          row(
                  "login with TLS",
                  NOBODY,
                  "registry",
                  "login",
                  "-u",
                  "user",
                  "--password-stdin",
                  "--ca-file",
                  "{ca}",
                  "{secure}")
              .reads(SECRET)
              .out("logged in to {secure} as user: stored in {*}\n")
              .err("{secure} asks nobody for a password, so this one was not checked\n"),
          row(
                  "pull with TLS",
                  NOBODY,
                  "images",
                  "pull",
                  "-q",
                  "--ca-file",
                  "{ca}",
                  "{secure}/app:one")
              .out("pulled {secure}/app:one\n{*}{digest:one}\n{*}\n{*}\n{*}\n"),
          row("pull without TLS where it is wanted", NOBODY, "images", "pull", "{secure}/app:one")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull {secure}/app:one: {secure}: it speaks TLS only
                  hint: leave out --plain-http; if it is on this machine, name its certificate's authority with --ca-file
                  """),
          row(
                  "pull with TLS where nobody knows it",
                  NOBODY,
                  "images",
                  "pull",
                  "--ca-file",
                  "{ca}",
                  "{registry}/app:one")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull {registry}/app:one: {registry}: it speaks HTTP without TLS
                  hint: if nobody else is on the way to it, speak to it without TLS: --plain-http
                  """),
          row(
                  "pull with TLS from a stranger",
                  NOBODY,
                  "--json",
                  "images",
                  "pull",
                  "--ca-file",
                  "/etc/ssl/certs/ca-certificates.crt",
                  "{secure}/app:one")
              .exits(1)
              .err("{\"error\":{\"code\":\"untrusted\",{*}--ca-file\"}}\n"),

          // logout
          row("logout", LOGGED_IN, "registry", "logout", "{locked}")
              .out("logged out of {locked}: removed from {home}/.docker/config.json\n")
              .then(place -> assertThat(file(place)).hasContent("{\n\t\"auths\": {}\n}\n")),
          row("logout as JSON", LOGGED_IN, "registry", "logout", "ghcr.io", "--json")
              .out(
                  """
                  {
                    "registry": "ghcr.io",
                    "removed": false,
                    "file": "{home}/.docker/config.json",
                    "remaining": []
                  }
                  """)
              .then(STORED),
          row("logout of nothing", NOBODY, "registry", "logout", "ghcr.io")
              .out("not logged in to ghcr.io: nothing in {home}/.docker/config.json\n")
              .then(NOTHING_STORED));

  private LoginContract() {}

  private static Path file(Place place) {
    return place.home().resolve(".docker/config.json");
  }

  private static void write(Place place, String text) throws Exception {
    Files.createDirectories(file(place).getParent());
    Files.writeString(file(place), place.fill(text));
  }
}
