package dev.microagent.cli;

import picocli.CommandLine.Option;

/** The option that prints a command's help. */
final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;
}
