package dev.microagent.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestOptionsTest {

  private static final String LONGEST = "a.".repeat(31) + "ab";

  private static GuestOptions named(String hostname) {
    return new GuestOptions(null, List.of(), List.of(), List.of(), hostname, null);
  }

  private static GuestOptions talking(String shell) {
    return new GuestOptions(null, List.of(), List.of(), List.of(), null, shell);
  }

  private static GuestOptions running(List<String> command, List<String> env, List<String> setup) {
    return new GuestOptions(command, env, setup, List.of(), null, null);
  }

  private static void assertRefused(Runnable options) {
    assertThatThrownBy(options::run).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hostnamesAreNamesWithDotsBetween() {
    for (String hostname : List.of("a", "a.b-c.9", "a-", LONGEST)) {
      assertThat(named(hostname).hostname()).isEqualTo(hostname);
    }
    for (String hostname : List.of("", ".", "a.", ".a", "a..b", "-a", "a.-b", "ä", LONGEST + "c")) {
      assertRefused(() -> named(hostname));
    }
  }

  @Test
  void anotherHostnameIsTakenWhereThereIsNone() {
    assertThat(GuestOptions.NONE.orHostname("a").orHostname("b").hostname()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "/", "/bin/my sh", "/bin/\"sh"})
  void whatIsNoShell(String shell) {
    assertRefused(() -> talking(shell));
    assertThat(talking("/bin/sh").shell()).isEqualTo("/bin/sh");
  }

  @Test
  void whatIsRunIsSomething() {
    assertRefused(() -> running(List.of(), List.of(), List.of()));
    assertRefused(() -> running(List.of("", "a"), List.of(), List.of()));
    assertRefused(() -> running(null, List.of(), List.of("a", "")));
    assertRefused(() -> running(null, List.of("A=", "A"), List.of()));
    assertRefused(() -> running(null, List.of("=b"), List.of()));
  }

  @Test
  void disksAreToldApartByTheirUuid() {
    GuestDisk disk = new GuestDisk(new UUID(1, 2), "/a", true);
    GuestDisk twin = new GuestDisk(new UUID(1, 2), "/b", true);
    assertRefused(() -> GuestOptions.NONE.withDisks(List.of(disk, twin)));
  }

  /** The rule of what forces a build. */
  @Test
  void hostnameAndShellNeedNoBaking() {
    assertThat(named("a").needBaking()).isFalse();
    assertThat(talking("/bin/sh").needBaking()).isFalse();
    assertThat(running(List.of("a"), List.of(), List.of()).needBaking()).isTrue();
    assertThat(running(null, List.of("A=b"), List.of()).needBaking()).isTrue();
    assertThat(running(null, List.of(), List.of("a")).needBaking()).isTrue();
    GuestDisk disk = new GuestDisk(new UUID(1, 2), "/a", true);
    assertThat(GuestOptions.NONE.withDisks(List.of(disk)).needBaking()).isTrue();
  }
}
