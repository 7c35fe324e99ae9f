package dev.microagent.cli;

import static dev.microagent.cli.CliRunner.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.cli.CliRunner.Result;
import dev.microagent.codec.Backends;
import dev.microagent.registry.TlsBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every command: usage, help, and how failures are told. */
class CliTest {

  @TempDir Path home;

  private CliRunner cli;
  private Path state;

  @BeforeEach
  void start() {
    cli = new CliRunner(home);
    state = home.resolve(".microagent");
  }

  @Test
  void whatIsNoTextIsNotTakenForSome() {
    Result result = cli.run("create", "w", "--image", "x", "--env", "B=\ufffd");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("microagent: bad usage: 'B=\ufffd' is not text in UTF-8\n");
  }

  @Test
  void anEmptyStateDirectoryIsNotTheWorkingDirectory() {
    Result result = cli.run("list", "--state-dir", "");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("microagent: bad usage: --state-dir: it is empty\n");
  }

  @Test
  void theStateDirectoryComesFromOptionThenVariableThenHome() {
    Path option = home.resolve("option");
    Path variable = home.resolve("variable");
    cli.run("--state-dir", option.toString(), "images", "pull", "a");
    cli.run("images", "pull", "a", "--state-dir=" + option);
    assertThat(option.resolve("images/index.json")).exists();
    assertThat(state).doesNotExist();
    cli.variable("MICROAGENT_STATE_DIR", variable.toString()).run("images", "pull", "a");
    assertThat(variable.resolve("images/index.json")).exists();
    assertThat(state).doesNotExist();
    cli.variable("MICROAGENT_STATE_DIR", "").run("images", "pull", "a");
    assertThat(state.resolve("images/index.json")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "images",
        "images pul",
        "images pull",
        "images pull a b",
        "images pull UPPER",
        "images pull @file",
        "images pull a --size-mib 0",
        "images pull a --size-mib -1",
        "images pull a --size-mib 16777216",
        "images pull a --size-mib many",
        "images pull a --arch z80",
        "images pull a --state-dir",
        "images list --foo",
        "images list a",
        "imagse list"
      })
  void badUsageIsTwoLinesAndCode2(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ", -1);
    Result result = cli.run(args);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .matches("microagent: bad usage: [^\n]+\nhint: [^\n]*see 'microagent[^\n]* --help'\n");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void badUsageSuggestsWhatMayBeMeant() {
    assertThat(cli.run("images", "pul").err()).contains("unknown command pul").contains("pull?");
    assertThat(cli.run("images").err())
        .contains("pull or list or inspect or verify or tag or rm or prune?");
    assertThat(cli.run("images", "pull").err()).contains("IMAGE is missing");
    assertThat(cli.run("images", "pull", "a", "--arch", "z80").err())
        .contains("--arch: unknown architecture 'z80'");
    assertThat(cli.run("images", "pull", "--state-dir").err())
        .contains("--state-dir needs a value, DIR");
    assertThat(cli.run("create", "box", "--image").err()).contains("--image needs a value, IMAGE");
    assertThat(cli.run("create", "box").err()).contains("bad usage: --image is missing");
    assertThat(cli.run("create").err()).contains("--image is missing, NAME is missing");
  }

  @Test
  void badUsageIsJsonWhereJsonIsWanted() {
    Result result = cli.run("images", "pull", "--json");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "{\"error\":{\"code\":\"usage\",\"message\":\"bad usage: IMAGE is missing\","
                + "\"hint\":\"see 'microagent images pull --help'\"}}\n");
  }

  @Test
  void aFailureIsOneLineAndCode1() {
    cli.puller(failing(new IOException("the line was cut")));
    assertThat(cli.run("images", "pull", "ubuntu:24.04"))
        .isEqualTo(new Result(1, "", "microagent: cannot pull " + NAME + ": the line was cut\n"));
    assertThat(cli.run("--json", "images", "pull", "ubuntu:24.04"))
        .isEqualTo(
            new Result(
                1,
                "",
                "{\"error\":{\"code\":\"io\",\"message\":\"cannot pull "
                    + NAME
                    + ": the line was cut\"}}\n"));
  }

  @Test
  void theImageIsNamedOnce() {
    cli.puller(failing(new IOException(NAME + ": not there")));
    assertThat(cli.run("images", "pull", "ubuntu:24.04").err())
        .isEqualTo("microagent: cannot pull " + NAME + ": not there\n");
  }

  @Test
  void whatOnlyAProgrammerUnderstandsIsOneLineUnlessVerbose() {
    cli.puller(failing(new IllegalStateException("two\nlines")));
    Result quiet = cli.run("images", "pull", "a");
    assertThat(quiet.code()).isEqualTo(1);
    assertThat(quiet.err())
        .isEqualTo(
            "microagent: cannot pull docker.io/library/a:latest: unexpected"
                + " java.lang.IllegalStateException: two\\x0alines\n"
                + "hint: this is a bug; run again with --verbose to see where it happened\n");
    assertThat(cli.run("-v", "-q", "images", "pull", "a").err())
        .startsWith(quiet.err())
        .contains("\tat dev.microagent.cli");
    assertThat(cli.run("-v", "--json", "images", "pull", "a").err())
        .contains("\"trace\":")
        .hasLineCount(1);
  }

  @Test
  void aTraceHoldsNothingThatATerminalWouldObey() {
    cli.puller(failing(new IOException("\033[2Jgone", new IOException("\033]0;title"))));
    assertThat(cli.run("-v", "-q", "images", "pull", "a").err())
        .contains("java.io.IOException: \\x1b[2Jgone\n", "Caused by", "\tat dev.microagent.cli")
        .doesNotContain("\033");
  }

  @Test
  void theVerboseHearWhichCodeInflatesDigestsAndDecrypts() {
    assertThat(cli.run("-v", "images", "pull", "a").err())
        .startsWith("inflating: " + Backends.inUse().inflate() + "\ndigests: ")
        .contains("\nTLS: " + TlsBackend.description() + "\n");
    assertThat(cli.run("images", "pull", "a").err()).doesNotContain("inflating");
    assertThat(cli.run("-v", "-q", "images", "pull", "a").err()).doesNotContain("inflating");
    assertThat(cli.run("-v", "--json", "images", "pull", "a").err()).doesNotContain("inflating");
  }

  @Test
  void errorsOfTheVirtualMachineAreOneLineToo() {
    cli.puller(failing(new OutOfMemoryError("Java heap space")));
    Result memory = cli.run("images", "pull", "a");
    assertThat(memory.code()).isEqualTo(1);
    assertThat(memory.err()).contains(": Java heap space\nhint: ").hasLineCount(2);
    cli.puller(failing(new StackOverflowError()));
    Result stack = cli.run("images", "pull", "a");
    assertThat(stack.code()).isEqualTo(1);
    assertThat(stack.err()).contains("unexpected java.lang.StackOverflowError\n").hasLineCount(2);
  }

  @Test
  void anInterruptedPullEndsWith130() {
    cli.puller(failing(new java.io.InterruptedIOException("interrupted")));
    assertThat(cli.run("images", "pull", "a"))
        .isEqualTo(new Result(130, "", "microagent: interrupted: no incomplete image is kept\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "images", "images pull", "images list"})
  void everyCommandHasHelpThatFitsATerminal(String command) {
    List<String> args = new ArrayList<>();
    if (!command.isEmpty()) {
      args.addAll(List.of(command.split(" ", -1)));
    }
    args.add("--help");
    Result result = cli.run(args.toArray(String[]::new));
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("Usage: microagent" + (command.isEmpty() ? "" : " " + command))
        .contains("--help", "--json", "--state-dir", "--verbose", "--quiet")
        .doesNotContain("\033");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theVersionIsPrinted() {
    Result result = cli.run("--version");
    assertThat(result.code()).isZero();
    assertThat(result.out()).matches("microagent [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n");
  }

  @Test
  void aResultThatCannotBeWrittenIsAFailureUnlessNobodyListens() {
    assertThat(codeWithBrokenOutput(false)).isEqualTo(1);
    assertThat(codeWithBrokenOutput(true)).isZero();
  }

  private int codeWithBrokenOutput(boolean pipe) {
    PrintStream broken =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("no");
              }
            },
            false,
            StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Environment environment =
        new Environment(
            Map.of("HOME", home.toString()),
            pipe,
            false,
            false,
            1,
            InstantSource.fixed(CliRunner.TIME));
    return new Cli(
            environment,
            InputStream.nullInputStream(),
            broken,
            err,
            failing(new IOException("unused")))
        .run("images", "list", "--json");
  }

  private static Puller failing(Throwable e) {
    return (state, request, listener) -> {
      switch (e) {
        case IOException io -> throw io;
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        default -> throw new AssertionError(e);
      }
    };
  }
}
