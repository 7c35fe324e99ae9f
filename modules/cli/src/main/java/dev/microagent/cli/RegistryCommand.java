package dev.microagent.cli;

/** Holds the commands for registries. */
final class RegistryCommand extends Command {

  RegistryCommand() {
    super("registry");
    spec()
        .usageMessage()
        .header("Log in to registries, and out of them.")
        .description("", "What is stored here is used by all commands that speak to a registry.");
    add(new RegistryLogin());
    add(new RegistryLogout());
  }
}
