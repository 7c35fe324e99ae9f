package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(bytes, false, StandardCharsets.UTF_8));

  @Test
  void eachFrameTakesThePlaceOfTheLast() {
    console.draw(List.of("one", "two"));
    assertThat(written()).isEqualTo("\033[?25l\033[?7lone\033[K\ntwo\033[K\n\033[J\033[?7h");
    console.draw(List.of("three"));
    assertThat(written()).isEqualTo("\033[?25l\033[?7l\033[2Athree\033[K\n\033[J\033[?7h");
    console.clear();
    assertThat(written()).isEqualTo("\r\033[1A\033[J\033[?25h");
    console.clear();
    assertThat(written()).isEmpty();
  }

  @Test
  void linesThatStayComeBeforeTheDrawing() {
    console.draw(List.of("drawn"));
    written();
    console.print(List.of("stays"));
    assertThat(written()).isEqualTo("\r\033[1A\033[J\033[?25hstays\n");
    console.print(List.of("plain"));
    assertThat(written()).isEqualTo("plain\n");
  }

  @Test
  void nothingIsDrawnAfterTheEnd() {
    console.draw(List.of("drawn"));
    console.end();
    assertThat(written()).endsWith("\033[?25h");
    console.draw(List.of("late"));
    assertThat(written()).isEmpty();
    console.print(List.of("error"));
    assertThat(written()).isEqualTo("error\n");
  }

  private String written() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }
}
