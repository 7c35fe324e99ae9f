package dev.microagent.cli;

import dev.microagent.store.JsonText;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    Path directory = options.stateDirectory();
    this.state = StateDirectory.open(directory == null ? environment.stateDirectory() : directory);
  }

  boolean json() {
    return options.json();
  }

  boolean quiet() {
    return options.quiet();
  }

  boolean verbose() {
    return options.verbose();
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
    out.print(JsonText.write(object));
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

  /** Whether there is a user to ask: one at a terminal, who doesn't want to read JSON. */
  boolean canAsk() {
    return !json() && environment.canAsk();
  }

  /** Asks the user, who sits at a terminal, for a line. */
  String ask(String question) throws IOException {
    console.ask(question);
    return readLine().strip();
  }

  /**
   * Asks the user, who sits at a terminal, for a line that isn't shown while it is typed.
   *
   * @return null where the terminal can't be kept from showing it, or the user ends the input
   */
  @Nullable String askSecretly(String question) {
    Optional<java.io.Console> terminal =
        Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
    // It shows the question after it has told the terminal to keep still.
    return terminal.map(it -> it.readPassword("%s", question)).map(String::new).orElse(null);
  }

  /**
   * Reads standard input to its end.
   *
   * @param limit in bytes; of longer input the beginning is returned, of one byte more
   */
  byte[] readInput(int limit) throws IOException {
    return in.readNBytes(limit + 1);
  }

  /**
   * Asks the user, who sits at a terminal, to agree.
   *
   * @param lines what it is about
   * @param question what is asked; anything but yes is no
   * @throws ConfirmationException if the answer isn't yes, or there is nobody to ask
   */
  void confirm(List<String> lines, String question) throws IOException {
    if (!canAsk()) {
      throw new ConfirmationException(
          ConfirmationException.Kind.NEEDED, "it needs to be confirmed, and nobody can be asked");
    }
    console.print(lines);
    String answer = ask(question + " [y/N] ").toLowerCase(Locale.ROOT);
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
