package dev.microagent.cli;

import dev.microagent.registry.LoginStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Forgets a user's name and password for a registry. */
final class RegistryLogout extends Action {

  private final RegistryName registry = new RegistryName(spec());

  RegistryLogout() {
    super("logout");
    spec()
        .usageMessage()
        .header("Forget the user name and password for a registry.")
        .description(
            "",
            "They are removed from where 'registry login' would store them. If another file still"
                + " has some for the registry, it says so.")
        .footer("", "Examples:", "  microagent registry logout ghcr.io");
  }

  @Override
  String intent() {
    return "log out of " + registry.name();
  }

  @Override
  void run(Session session) throws IOException {
    LoginStore store =
        LoginStore.of(session.environment().variables(), session.environment().home());
    LoginStore.Place place = store.place(registry.name());
    boolean removed = store.erase(registry.name());
    List<Path> remaining = store.remaining(registry.name());
    for (Path file : remaining) {
      session.note(file + " still has credentials for " + registry.name() + ", or a part of it");
    }
    if (session.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("registry", registry.name());
      json.put("removed", removed);
      json.put("file", place.file().toString());
      if (place.helper() != null) {
        json.put("helper", place.helper());
      }
      json.put("remaining", remaining.stream().map(Path::toString).toList());
      session.printJson(json);
    } else {
      String where = place.helper() == null ? place.file().toString() : place.helper();
      session.print(
          List.of(
              SafeText.of(
                  (removed
                          ? "logged out of %s: removed from %s"
                          : "not logged in to %s: nothing in %s")
                      .formatted(registry.name(), where))));
    }
  }
}
