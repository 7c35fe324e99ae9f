package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048524, 1023.9 KiB",
    "1048575, 1.0 MiB",
    "1073741824, 1.0 GiB",
    "9223372036854775807, 8.0 EiB"
  })
  void bytesAreCountedInBinaryUnits(long bytes, String text) {
    assertThat(ByteCount.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "0.2, 1s", "59.1, 1m 0s", "200, 3m 20s", "3600, 1h 0m", "7500, 2h 5m"})
  void durationsHaveTwoUnitsAtMost(double seconds, String text) {
    assertThat(PullView.duration(seconds)).isEqualTo(text);
  }

  @Test
  void whatIsSeenIsKept() {
    assertThat(SafeText.of("Grüße, 世界 😀 \\ \"")).isEqualTo("Grüße, 世界 😀 \\ \"");
  }

  @Test
  void whatATerminalObeysIsEscaped() {
    assertThat(SafeText.of("a\0\t\n\033[2J\u007f\u009b1m\u2028\u202e\u200b\ud800"))
        .isEqualTo("a\\x00\\x09\\x0a\\x1b[2J\\x7f\\x9b1m\\u2028\\u202e\\u200b\\ud800");
    assertThat(SafeText.of(Character.toString(0xE0041))).isEqualTo("\\U000e0041");
  }

  @Test
  void commandsAreWordsForAShell() {
    assertThat(ShellText.of(List.of("a", "-b=c,d", "e f", "it's", "")))
        .isEqualTo("a -b=c,d 'e f' 'it'\\''s' ''");
  }

  /** What can't be shown reaches the command all the same. */
  @Test
  void aShellReadsWhatIsShown() throws IOException, InterruptedException {
    List<String> words = List.of("it's", "a\nb'c\\n%s\u001b[2J", "ä\u202e\\", "*", "$HOME", "世 界");
    String line = ShellText.of(words);
    assertThat(SafeText.of(line)).isEqualTo(line);
    Process shell =
        new ProcessBuilder(
                "/bin/sh", "-c", "for word in " + line + "; do printf '%s\\0' \"$word\"; done")
            .redirectErrorStream(true)
            .start();
    String told = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    assertThat(told).isEqualTo(String.join("\0", words) + "\0");
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    RateMeter meter = new RateMeter();
    long second = 1_000_000_000L;
    assertThat(meter.add(0, 0)).isZero();
    assertThat(meter.add(second / 10, 1000)).as("too early to tell").isZero();
    assertThat(meter.add(2 * second, 2000)).isEqualTo(1000);
    for (int i = 3; i <= 10; i++) {
      meter.add(i * second, 2000);
    }
    assertThat(meter.add(11 * second, 2000)).as("stalled").isZero();
  }
}
