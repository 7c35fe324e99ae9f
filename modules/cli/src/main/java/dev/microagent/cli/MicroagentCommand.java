package dev.microagent.cli;

import picocli.CommandLine.Model.OptionSpec;

/** The program itself. */
final class MicroagentCommand extends Command {

  private final GlobalOptions options = new GlobalOptions(spec());

  MicroagentCommand() {
    super("microagent");
    spec()
        .versionProvider(new Version())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version and exit.")
                .build());
    spec()
        .usageMessage()
        .header("Turns OCI images into bootable ext4 root file systems.")
        .description(
            "",
            "An image is pulled from a registry, a local OCI layout or an archive, and written as"
                + " one ext4 file system, ready for a virtual machine to boot from. Neither root"
                + " nor a container engine is needed.")
        .footer(
            "",
            "Examples:",
            "  microagent images pull ubuntu:24.04",
            "  microagent images list",
            "  microagent create research --image ubuntu:24.04",
            "",
            "Exit codes: 0 done; 1 failed; 2 bad usage; 3 confirmation needed or declined;",
            "130 interrupted.");
    add(new ImagesCommand());
    add(new Create());
    add(new WorkspaceList());
    add(new WorkspaceDelete());
    add(new RegistryCommand());
  }

  GlobalOptions options() {
    return options;
  }
}
