package dev.microagent.cli;

import picocli.CommandLine.Model.OptionSpec;

/** The option that prints a command's help. */
final class HelpOption {

  private HelpOption() {}

  static OptionSpec create() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Print this help and exit.")
        .build();
  }
}
