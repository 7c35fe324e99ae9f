package dev.microagent.cli;

import dev.microagent.store.IndexFormat;
import dev.microagent.store.StateDirectory;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a command works with: the options that all have, the state directory, and where to write.
 */
final class Session {

  private final GlobalOptions options;
  private final Environment environment;
  private final PrintStream out;
  private final Console console;
  private final Puller puller;
  private final StateDirectory state;

  Session(
      GlobalOptions options,
      Environment environment,
      PrintStream out,
      Console console,
      Puller puller) {
    this.options = options;
    this.environment = environment;
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

  /** Tells something that is no result. */
  void note(String line) {
    if (!quiet() && !json()) {
      console.print(List.of(SafeText.of(line)));
    }
  }
}
