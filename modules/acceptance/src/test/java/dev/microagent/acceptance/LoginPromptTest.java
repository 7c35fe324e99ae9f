package dev.microagent.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs in as people do, at a terminal. */
class LoginPromptTest {

  @TempDir Path directory;

  /** Reads on to the end of a text; what the terminal showed until then. */
  private static String readTo(InputStream terminal, String end) throws IOException {
    StringBuilder shown = new StringBuilder();
    while (shown.indexOf(end) < 0) {
      int next = terminal.read();
      assertThat(next).as(shown.toString()).isNotNegative();
      shown.append((char) next);
    }
    return shown.toString();
  }

  private static void type(Process process, String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void asksForNameAndPasswordAndDoesNotShowIt(String locale) throws Exception {
    try (DockerRegistry registry =
        DockerRegistry.startForUser(directory, "user", LoginContract.SECRET)) {
      Process process =
          new Microagent(directory)
              .variable("LC_ALL", locale)
              .startOnTerminal("registry", "login", registry.host());
      InputStream terminal = process.getInputStream();
      readTo(terminal, "Username: ");
      type(process, "user");
      readTo(terminal, "Password: ");
      type(process, LoginContract.SECRET);
      String rest = new String(terminal.readAllBytes(), UTF_8);
      assertThat(rest).contains("logged in to " + registry.host() + " as user: stored in ");
      assertThat(rest).doesNotContain("s3cr3t");
      assertThat(process.waitFor()).isZero();
    }
  }

  @Test
  void endsWhereNobodyAnswers() throws Exception {
    Process process =
        new Microagent(directory).startOnTerminal("registry", "login", "-u", "user", "ghcr.io");
    InputStream terminal = process.getInputStream();
    readTo(terminal, "Password: ");
    // The end of input, as Control-D types it.
    process.getOutputStream().write(4);
    process.getOutputStream().flush();
    assertThat(new String(terminal.readAllBytes(), UTF_8)).contains("bad usage");
    assertThat(process.waitFor()).isEqualTo(2);
  }
}
