package dev.microagent.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs the runtime image as a process, with a home directory and variables of its own. */
final class Microagent {

  /** What came of a run. */
  record Result(int code, String out, String err) {}

  /** Where the program reads from. */
  enum Input {
    NOTHING,
    CLOSED,
    /** A file. */
    TEXT,
    /** A terminal is all three streams; what is told on it counts as standard output. */
    TERMINAL,
    /** A terminal at which somebody answers when asked to agree. */
    QUESTION
  }

  /** Far beyond what any run takes: a test must end even where the program hangs. */
  private static final int LIMIT_SECONDS = 120;

  private static final String PROMPT = "[y/N] ";

  private static final Path PROGRAM =
      Tools.TOP.resolve("modules/image/target/microagent/bin/microagent");

  /** What leads away from the home directory. */
  private static final Set<String> FOREIGN =
      Set.of(
          "MICROAGENT_STATE_DIR",
          "MICROAGENT_LAYER_CACHE_MIB",
          "REGISTRY_AUTH_FILE",
          "XDG_RUNTIME_DIR",
          "XDG_CONFIG_HOME",
          "DOCKER_CONFIG");

  private final Path home;
  private final Map<String, String> variables = new HashMap<>();

  Microagent(Path home) {
    this.home = home;
  }

  /** Where everything is kept unless a test says otherwise. */
  Path state() {
    return home.resolve(".microagent");
  }

  Microagent variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Has it keep every layer on any machine, where a test is about what is kept. */
  Microagent keepingLayers() {
    return variable("MICROAGENT_LAYER_CACHE_MIB", "4096");
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    return run(Input.NOTHING, "", List.of(), arguments);
  }

  /** Runs it behind a program such as strace. */
  Result run(List<String> tracer, String... arguments) throws IOException, InterruptedException {
    return run(Input.NOTHING, "", tracer, arguments);
  }

  Result run(Input input, String typed, List<String> arguments)
      throws IOException, InterruptedException {
    return run(input, typed, List.of(), arguments.toArray(String[]::new));
  }

  private Result run(Input input, String typed, List<String> tracer, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(tracer);
    command.add(PROGRAM.toString());
    command.addAll(List.of(arguments));
    switch (input) {
      case NOTHING, TEXT -> {}
      case CLOSED -> command.addAll(0, List.of("sh", "-c", "exec \"$@\" <&-", "sh"));
      case TERMINAL -> command = onTerminal(command);
      case QUESTION -> {
        return converse(builder(onTerminal(command)), typed);
      }
    }
    Path out = Files.createTempFile("microagent", ".out");
    Path err = Files.createTempFile("microagent", ".err");
    Path in = Files.createTempFile("microagent", ".in");
    try {
      Files.writeString(in, typed);
      ProcessBuilder builder =
          builder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      if (input == Input.TEXT) {
        builder.redirectInput(in.toFile());
      }
      Process process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail("runs for more than " + LIMIT_SECONDS + " s: " + command);
      }
      return new Result(process.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
      Files.delete(in);
    }
  }

  /** Starts it on a terminal, which the process's streams are the other end of. */
  Process startOnTerminal(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of(arguments));
    return builder(onTerminal(command)).redirectInput(ProcessBuilder.Redirect.PIPE).start();
  }

  private static List<String> onTerminal(List<String> command) {
    return List.of(Tools.find("script").toString(), "-qec", quoted(command), "/dev/null");
  }

  /** Waits for the question, and answers it. */
  private static Result converse(ProcessBuilder builder, String answer)
      throws IOException, InterruptedException {
    Process process = builder.redirectInput(ProcessBuilder.Redirect.PIPE).start();
    process
        .onExit()
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .exceptionally(_ -> process.destroyForcibly());
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (InputStream out = process.getInputStream();
        OutputStream in = process.getOutputStream()) {
      for (int next = out.read(); next >= 0; next = out.read()) {
        told.write(next);
        if (told.toString(UTF_8).endsWith(PROMPT)) {
          in.write(answer.getBytes(UTF_8));
          in.flush();
        }
      }
    }
    return new Result(process.waitFor(), told.toString(UTF_8), "");
  }

  /** Starts it and lets it run; what it says is lost. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of(arguments));
    return builder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private ProcessBuilder builder(List<String> command) {
    // Who starts the tests in the background ignores Control-C, and what they start would, too.
    List<String> heeding = new ArrayList<>(List.of("env", "--default-signal=INT"));
    heeding.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(heeding);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.directory(home.toFile());
    builder.environment().keySet().removeAll(FOREIGN);
    builder.environment().put("HOME", home.toString());
    builder.environment().putAll(variables);
    return builder;
  }

  private static String quoted(List<String> command) {
    StringBuilder line = new StringBuilder();
    for (String word : command) {
      line.append('\'').append(word.replace("'", "'\\''")).append("' ");
    }
    return line.toString();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
