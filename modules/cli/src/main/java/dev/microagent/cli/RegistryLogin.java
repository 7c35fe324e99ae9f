package dev.microagent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.registry.Credentials;
import dev.microagent.registry.LoginCheck;
import dev.microagent.registry.LoginStore;
import dev.microagent.registry.SourceOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/** Stores a user's name and password for a registry. */
final class RegistryLogin extends Action {

  /** In bytes; the longest in use are keys of service accounts, some thousand. */
  static final int MAX_PASSWORD = 16 << 10;

  private static final String UNASKED =
      "nobody can be asked for a password: use --username and --password-stdin";

  private final RegistryName registry = new RegistryName(spec());

  private final OptionSpec username =
      OptionSpec.builder("-u", "--username")
          .paramLabel("NAME")
          .type(String.class)
          .description("The user's name (default: ask for it).")
          .build();

  private final OptionSpec passwordStdin =
      OptionSpec.builder("--password-stdin")
          .initialValue(false)
          .description(
              "Read the password, or a token in its place, from standard input (default: ask for"
                  + " it).")
          .build();

  private final RegistryOptions connection = new RegistryOptions(spec());

  RegistryLogin() {
    super("login");
    spec().addOption(username).addOption(passwordStdin);
    spec()
        .usageMessage()
        .header("Store a user name and password for a registry.")
        .description(
            "",
            "They are shown to the registry first; what it refuses isn't stored. They are stored"
                + " where podman, skopeo and docker look too: in the file that $$REGISTRY_AUTH_FILE"
                + " names; else in the first that exists of $$XDG_RUNTIME_DIR/containers/auth.json,"
                + " ~/.config/containers/auth.json and ~/.docker/config.json; else in a new one,"
                + " the first of these if $$XDG_RUNTIME_DIR is a directory, otherwise the last. A"
                + " credential helper that the file names for the registry keeps them instead.")
        .footer(
            "",
            "Examples:",
            "  microagent registry login ghcr.io",
            "  microagent registry login --username ci --password-stdin ghcr.io < token");
  }

  @Override
  String intent() {
    return "log in to " + registry.name();
  }

  @Override
  void run(Session session) throws IOException {
    LoginStore store =
        LoginStore.of(session.environment().variables(), session.environment().home());
    // What can't be used in the end is told before anybody types a password.
    LoginStore.Place place = store.place(registry.name());
    SourceOptions options = connection.sourceOptions(session.environment());
    Credentials.Password credentials = credentials(session);
    boolean verified = LoginCheck.verify(registry.name(), credentials, options);
    store.store(registry.name(), credentials);
    if (!verified) {
      session.note(registry.name() + " asks nobody for a password, so this one was not checked");
    }
    if (session.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("registry", registry.name());
      json.put("username", credentials.username());
      json.put("file", place.file().toString());
      if (place.helper() != null) {
        json.put("helper", place.helper());
      }
      json.put("verified", verified);
      session.printJson(json);
    } else {
      session.print(
          List.of(
              SafeText.of(
                  "logged in to %s as %s: stored %s"
                      .formatted(
                          registry.name(),
                          credentials.username(),
                          place.helper() == null
                              ? "in " + place.file()
                              : "by " + place.helper()))));
    }
  }

  private Credentials.Password credentials(Session session) throws IOException {
    String user = username.getValue();
    if (passwordStdin.<Boolean>getValue()) {
      if (user == null) {
        throw badUsage("--password-stdin needs --username");
      }
      return new Credentials.Password(usable(user), fromInput(session));
    }
    if (!session.canAsk()) {
      throw badUsage(UNASKED);
    }
    String name = usable(user == null ? session.ask("Username: ") : user);
    String password = session.askSecretly("Password: ");
    if (password == null) {
      throw badUsage(UNASKED);
    }
    return new Credentials.Password(name, required(password));
  }

  /** Without the end of the line that "echo" and editors add. */
  private String fromInput(Session session) throws IOException {
    byte[] input = session.readInput(MAX_PASSWORD);
    if (input.length > MAX_PASSWORD) {
      throw badUsage("the password is longer than " + MAX_PASSWORD + " bytes");
    }
    return required(new String(input, UTF_8).replaceFirst("\\r?\\n\\z", ""));
  }

  private String usable(String name) {
    if (name.isEmpty() || name.indexOf(':') >= 0) {
      throw badUsage(
          name.isEmpty() ? "the user name is empty" : "a user name can't have a colon in it");
    }
    return name;
  }

  private String required(String password) {
    if (password.isEmpty()) {
      throw badUsage("the password is empty");
    }
    return password;
  }
}
