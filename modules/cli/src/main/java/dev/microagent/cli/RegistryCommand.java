package dev.microagent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Holds the commands for registries. */
@Command(
    name = "registry",
    header = "Log in to registries, and out of them.",
    synopsisHeading = "%nUsage: ",
    description = {"", "What is stored here is used by all commands that speak to a registry."},
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n")
final class RegistryCommand {

  @Mixin HelpOption help = new HelpOption();
}
