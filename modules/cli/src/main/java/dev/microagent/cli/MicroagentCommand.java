package dev.microagent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program itself. */
@Command(
    name = "microagent",
    versionProvider = Version.class,
    header = "Turns OCI images into bootable ext4 root file systems.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "An image is pulled from a registry, a local OCI layout or an archive, and written as one"
          + " ext4 file system, ready for a virtual machine to boot from. Neither root nor a"
          + " container engine is needed."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  microagent images pull ubuntu:24.04",
      "  microagent images list",
      "  microagent create research --image ubuntu:24.04",
      "",
      "Exit codes: 0 done; 1 failed; 2 bad usage; 3 confirmation needed or declined;",
      "130 interrupted."
    })
final class MicroagentCommand {

  @Mixin GlobalOptions options = new GlobalOptions();

  @Mixin HelpOption help = new HelpOption();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  boolean version;
}
