package dev.microagent.cli;

import dev.microagent.store.IndexFormat;
import dev.microagent.store.RemovalResult;
import dev.microagent.store.StateDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a command works with: the options that all have, the state directory, and where to write.
 */
final class Session {

  private final GlobalOptions options;
  private final Environment environment;
  private final InputStream in;
  private final PrintStream out;
  private final Console console;
  private final Puller puller;
  private final StateDirectory state;

  Session(
      GlobalOptions options,
      Environment environment,
      InputStream in,
      PrintStream out,
      Console console,
      Puller puller) {
    this.options = options;
    this.environment = environment;
    this.in = in;
    this.out = out;
    this.console = console;
    this.puller = puller;
    Path directory = options.stateDirectory;
    this.state = StateDirectory.open(directory == null ? environment.stateDirectory() : directory);
  }

  boolean json() {
    return options.json;
  }

  boolean quiet() {
    return options.quiet;
  }

  boolean verbose() {
    return options.verbose;
  }

  Environment environment() {
    return environment;
  }

  StateDirectory state() {
    return state;
  }

  Puller puller() {
    return puller;
  }

  Console console() {
    return console;
  }

  /** Prints a result for people. */
  void print(List<String> lines) {
    lines.forEach(line -> out.print(line + "\n"));
  }

  /** Prints a result for programs. */
  void printJson(Map<String, Object> object) {
    out.print(IndexFormat.write(object));
  }

  /** Prints what was removed. */
  void printRemoval(RemovalResult result) {
    for (Path file : result.inUse()) {
      note(file + " stays: it is in use");
    }
    if (json()) {
      printJson(RemovalView.json(result));
    } else {
      print(RemovalView.lines(result));
    }
  }

  /**
   * Asks the user, who sits at a terminal, to agree.
   *
   * @param lines what it is about
   * @param question what is asked; anything but yes is no
   * @throws ConfirmationException if the answer isn't yes, or there is nobody to ask
   */
  void confirm(List<String> lines, String question) throws IOException {
    if (json() || !environment.canAsk()) {
      throw new ConfirmationException(
          ConfirmationException.Kind.NEEDED, "it needs to be confirmed, and nobody can be asked");
    }
    console.print(lines);
    console.ask(question + " [y/N] ");
    String answer = readLine().strip().toLowerCase(Locale.ROOT);
    if (!answer.equals("y") && !answer.equals("yes")) {
      throw new ConfirmationException(
          ConfirmationException.Kind.DECLINED, "declined, nothing was changed");
    }
  }

  /** The next line of standard input, without its end; empty where there is none. */
  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Tells something that is no result. */
  void note(String line) {
    if (!quiet() && !json()) {
      console.print(List.of(SafeText.of(line)));
    }
  }
}
