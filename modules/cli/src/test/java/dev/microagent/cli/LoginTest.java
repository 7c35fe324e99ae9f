package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest {

  @TempDir Path home;

  private CliRunner.Result login(String input, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "registry";
    all[1] = "login";
    all[2] = "h:1";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return new CliRunner(home).typing(input).run(all);
  }

  private static void assertBadUsage(CliRunner.Result result, String why) {
    assertThat(result.err())
        .contains(
            "microagent: bad usage: " + why, "\nhint: see 'microagent registry login --help'");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', the user name is empty", "a:b, a user name can't have a colon in it"})
  void wantsAUserName(String name, String why) {
    assertBadUsage(login("s3cr3t", "--username", name, "--password-stdin"), why);
    assertBadUsage(login(name + "\n"), why);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2"})
  void wantsAPassword(int ends) {
    String input = "\r\n".substring(2 - ends);
    assertBadUsage(login(input, "-u", "u", "--password-stdin"), "the password is empty");
  }

  @Test
  void readsNoEndlessPassword() {
    String input = "x".repeat(RegistryLogin.MAX_PASSWORD + 1);
    assertBadUsage(login(input, "-u", "u", "--password-stdin"), "the password is longer than");
  }

  @Test
  void asksNobodyWhoReadsJson() {
    assertThat(login("u\n", "--json").err()).contains("nobody can be asked for a password");
  }
}
