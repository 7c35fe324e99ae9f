package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class CreateTest {

  @TempDir Path home;

  @Test
  void aJsonArrayOfStringsIsACommandsWords() {
    assertThat(Create.words("[\"/bin/app\", \"two words\", \"\"] ").list())
        .containsExactly("/bin/app", "two words", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "make test",
        "[ -e /data ] && exec /srv/app",
        "[",
        "[null]",
        " [\"a\"]",
        "{\"a\": \"b\"}"
      })
  void anythingElseIsALineForTheShell(String text) {
    assertThat(Create.words(text).list()).containsExactly("/bin/sh", "-c", text);
  }

  /** No shell could make anything of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[\"a\", null]",
        "[\"a\", [\"b\"]]",
        "[\"a\", {}]",
        "[\"a\", 1]",
        "[\"a\",]",
        "[\"a\"] x",
        "[\"a\"] \"x\"",
        "[\"a\"]]",
        "[\"a\"",
        "[\"a\", \"b]"
      })
  void whatBeginsAsAnArrayOfWordsMustBeOne(String text) {
    assertThatThrownBy(() -> Create.words(text)).isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEntryPointIsNotEmpty(String text) {
    assertThatThrownBy(() -> Create.words(text)).isInstanceOf(TypeConversionException.class);
  }

  @Test
  void whatIsPrintedIsNamedAsItIsTyped() {
    assertThat(new CliRunner(home).run("create", "w", "--image", "x", "--print", "y").err())
        .startsWith("microagent: bad usage: --print: 'y' is none of kernel, qemu, firecracker\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--entrypoint=",
        "--entrypoint=[\"\"]",
        "--print=qemu --dry-run",
        "--print=qemu --json",
        "--print=kernel --arch=riscv64"
      })
  void badUsageMakesNothing(String options) {
    CliRunner.Result result =
        new CliRunner(home).run(("create w --image x " + options).split(" ", -1));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("bad usage: ");
    assertThat(home).isEmptyDirectory();
  }
}
