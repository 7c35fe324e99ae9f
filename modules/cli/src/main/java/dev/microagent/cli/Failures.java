package dev.microagent.cli;

import dev.microagent.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What users are told of each kind of failure: the one table of codes, exit codes and hints. */
final class Failures {

  private Failures() {}

  /**
   * What is told of an exception.
   *
   * @param intent what the command was about to do; null where it didn't come to that
   */
  static Failure of(Throwable e, @Nullable String intent) {
    return switch (e) {
      case StoreException store ->
          switch (store.kind()) {
            case BROKEN_INDEX ->
                failed(
                    "broken-index",
                    e,
                    intent,
                    "mend the file, or move it away and pull the images again");
            case NOT_A_DIRECTORY ->
                failed("bad-state-directory", e, intent, "choose another with --state-dir");
          };
      case AccessDeniedException denied ->
          failed(
              "permission-denied",
              e,
              intent,
              "see who owns " + denied.getFile() + ", or choose another --state-dir");
      case InterruptedIOException _, ClosedByInterruptException _ -> interrupted();
      case IOException _ -> failed("io", e, intent, null);
      case OutOfMemoryError _ ->
          failed(
              "out-of-memory",
              e,
              intent,
              "allow more memory, for instance with JDK_JAVA_OPTIONS=-Xmx2g");
      default ->
          new Failure(
              "internal",
              ExitCode.FAILED,
              what(intent) + ": unexpected " + e,
              "this is a bug; run again with --verbose to see where it happened");
    };
  }

  static Failure interrupted() {
    return new Failure(
        "interrupted", ExitCode.INTERRUPTED, "interrupted: nothing incomplete is kept", null);
  }

  static Failure outputLost() {
    return new Failure(
        "io", ExitCode.FAILED, "cannot write the result: standard output fails", null);
  }

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
                  .map(Failures::missing)
                  .collect(Collectors.joining(", ")),
              name,
              List.of());
      case ParameterException bad
          when bad.getCause() instanceof TypeConversionException cause
              && bad.getArgSpec() != null ->
          usage(label(bad.getArgSpec()) + ": " + cause.getMessage(), name, List.of());
      default -> usage(reason(e), name, List.of());
    };
  }

  private static String missing(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " needs a value, " + option.paramLabel()
        : argument.paramLabel() + " is missing";
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

  private static Failure failed(
      String code, Throwable e, @Nullable String intent, @Nullable String hint) {
    return new Failure(code, ExitCode.FAILED, what(intent) + ": " + reason(e), hint);
  }

  private static String what(@Nullable String intent) {
    return intent == null ? "cannot run" : "cannot " + intent;
  }

  /** Why it failed, in words: the message of some exceptions is the name of a file, or nothing. */
  private static String reason(Throwable e) {
    String message = e.getMessage();
    return switch (e) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case FileSystemException other when other.getReason() == null ->
          other.getFile() + ": " + other.getClass().getSimpleName();
      default -> message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    };
  }
}
