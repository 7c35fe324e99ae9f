package dev.microagent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs one command. */
final class Cli {

  private static final String JSON_OPTION = "--json";

  /** What Java makes of bytes that are no text. */
  private static final char REPLACEMENT = '\ufffd';

  private final Environment environment;
  private final InputStream in;
  private final PrintStream out;
  private final Console console;
  private final Puller puller;
  private final MicroagentCommand root = new MicroagentCommand();

  /** Whether the user has been told how it ended, or need not be. */
  private final AtomicBoolean told = new AtomicBoolean();

  private volatile boolean json;

  Cli(Environment environment, InputStream in, PrintStream out, PrintStream err, Puller puller) {
    this.environment = environment;
    this.in = in;
    this.out = out;
    this.console = new Console(err);
    this.puller = puller;
  }

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  int run(String... args) {
    json = Arrays.asList(args).contains(JSON_OPTION);
    int code = guarded(args);
    out.flush();
    if (out.checkError() && !environment.outIsPipe()) {
      code = tell(Failures.outputLost(), null);
    }
    // Where a pipe broke nobody reads on, which is no failure: as with "| head".
    console.end();
    told.set(true);
    return code;
  }

  /** Tells that the program is stopped from outside, unless it has ended. */
  void interrupted() {
    console.end();
    if (!told.get()) {
      tell(Failures.interrupted(), null);
    }
  }

  private int guarded(String... args) {
    String intent = null;
    try {
      CommandLine commandLine = commandLine();
      requireText(commandLine, args);
      ParseResult parsed = commandLine.parseArgs(args);
      json = root.options().json();
      if (CommandLine.executeHelpRequest(parsed) != null) {
        return ExitCode.DONE;
      }
      CommandLine command = parsed.asCommandLineList().getLast();
      if (!(command.getCommand() instanceof Action action)) {
        return tell(UsageFailures.noCommand(command), null);
      }
      intent = action.intent();
      action.run(new Session(root.options(), environment, in, out, console, puller));
      return ExitCode.DONE;
    } catch (ParameterException e) {
      return tell(UsageFailures.badUsage(e), null);
    } catch (IOException | RuntimeException | Error e) {
      return tell(Failures.of(e, intent), e);
    }
  }

  /** What isn't UTF-8 has come here as something else, and would be used as that. */
  private static void requireText(CommandLine commandLine, String... args) {
    for (String argument : args) {
      if (argument.indexOf(REPLACEMENT) >= 0) {
        throw new ParameterException(commandLine, "'%s' is not text in UTF-8".formatted(argument));
      }
    }
  }

  private CommandLine commandLine() {
    PrintWriter writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
    // picocli takes any process that could have a console for one that has.
    return new CommandLine(root.spec())
        // An argument that starts with "@" is no file to read arguments from.
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(writer)
        .setErr(writer);
  }

  private int tell(Failure failure, @Nullable Throwable cause) {
    if (told.getAndSet(true)) {
      return failure.exitCode();
    }
    String trace = cause != null && root.options().verbose() ? trace(cause) : null;
    if (json) {
      console.print(List.of(failure.json(trace)));
    } else {
      console.print(failure.lines());
      if (trace != null) {
        console.print(trace.lines().map(Cli::safeLine).toList());
      }
    }
    return failure.exitCode();
  }

  /** Messages in a trace may be from outside; its indentation isn't. */
  private static String safeLine(String line) {
    String text = line.stripLeading();
    return line.substring(0, line.length() - text.length()) + SafeText.of(text);
  }

  private static String trace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
