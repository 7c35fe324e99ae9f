package dev.microagent.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What users are told of a command line that can't be understood. */
final class UsageFailures {

  private UsageFailures() {}

  static Failure noCommand(CommandLine group) {
    String name = group.getCommandSpec().qualifiedName();
    return usage(
        "no command is given after " + name, name, List.copyOf(group.getSubcommands().keySet()));
  }

  static Failure badUsage(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    return switch (e) {
      case UnmatchedArgumentException unmatched -> {
        String argument = unmatched.getUnmatched().getFirst();
        boolean option = argument.startsWith("-");
        boolean group = !e.getCommandLine().getSubcommands().isEmpty();
        yield usage(
            (option ? "unknown option " : group ? "unknown command " : "unexpected argument ")
                + argument,
            name,
            option || group ? unmatched.getSuggestions() : List.of());
      }
      case MissingParameterException missing ->
          usage(
              missing.getMissing().stream()
                  .map(argument -> missing(argument, e.getCommandLine()))
                  .collect(Collectors.joining(", ")),
              name,
              List.of());
      case ParameterException bad
          when bad.getCause() instanceof TypeConversionException cause
              && bad.getArgSpec() != null ->
          usage(label(bad.getArgSpec()) + ": " + cause.getMessage(), name, List.of());
      default -> usage(String.valueOf(e.getMessage()), name, List.of());
    };
  }

  private static String missing(ArgSpec argument, CommandLine command) {
    boolean given =
        argument instanceof OptionSpec option
            && command.getParseResult().originalArgs().stream()
                .anyMatch(List.of(option.names())::contains);
    return label(argument) + (given ? " needs a value, " + argument.paramLabel() : " is missing");
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static Failure usage(String why, String command, List<String> choices) {
    String hint = "see '" + command + " --help'";
    return new Failure(
        "usage",
        ExitCode.USAGE,
        "bad usage: " + why,
        choices.isEmpty() ? hint : String.join(" or ", choices) + "? " + hint);
  }
}
