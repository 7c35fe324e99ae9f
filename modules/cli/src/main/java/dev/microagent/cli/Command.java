package dev.microagent.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * A command: what it is called, what its help says, and what it takes.
 *
 * <p>Commands are declared by calls and not by annotations: to read those takes reflection and
 * classes made at run time, which no AOT cache holds and every start would pay for. Arguments keep
 * their values themselves; they have them once the command line is parsed.
 */
abstract class Command {

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /** A command that takes nothing but {@code --help} so far, and has no texts but the headings. */
  Command(String name) {
    spec.name(name).addOption(HelpOption.create());
    spec.usageMessage()
        .synopsisHeading("%nUsage: ")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n");
  }

  /** The command as picocli knows it. */
  final CommandSpec spec() {
    return spec;
  }

  /** Makes another command one of this command's own, as {@code list} is of {@code images}. */
  final void add(Command subcommand) {
    spec.addSubcommand(subcommand.spec.name(), subcommand.spec);
  }
}
