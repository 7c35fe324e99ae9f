package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.oci.ProcessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestConfigTest {

  private static final GuestUser ROOT = new GuestUser(0, 0, List.of(), "/root");
  private static final UUID DISK = UUID.fromString("123e4567-e89b-12d3-a456-426614174001");

  private static final ProcessConfig IMAGE =
      new ProcessConfig(
          "app",
          List.of("PATH=/bin", "INHERITED", "WORD=image"),
          List.of("/entry", "point"),
          List.of("with", "two words"),
          "srv",
          Set.of(),
          Set.of(),
          Map.of(),
          "SIGRTMIN+3");

  private static final GuestOptions OPTIONS =
      new GuestOptions(
          List.of("sh", "-c", "echo \"$WORD\"\nexit 3"),
          List.of("WORD=mine", "EMPTY="),
          List.of("mkdir -p /data", "touch /data/file"),
          List.of(new GuestDisk(DISK, "/mnt/a:b", true)),
          "box-1",
          "/bin/sh");

  private static List<String> encode(ProcessConfig process, GuestUser user, GuestOptions options)
      throws GuestConfigException {
    String text = new String(GuestConfig.encode(process, user, options), UTF_8);
    assertThat(text).endsWith("\0");
    return List.of(text.split("\0"));
  }

  @Test
  void whatABaselineSaysIsReadBack() throws GuestConfigException {
    GuestUser user = new GuestUser(1000, 100, List.of(44L, 29L), "/srv/app");
    for (ProcessConfig process : List.of(IMAGE, ProcessConfig.EMPTY)) {
      byte[] baseline = GuestConfig.encode(process, user, GuestOptions.NONE);
      DecodedConfig decoded = DecodedConfig.of(baseline).orElseThrow();
      assertThat(GuestConfig.encode(decoded.process(), decoded.user(), OPTIONS))
          .isEqualTo(GuestConfig.encode(process, user, OPTIONS));
    }
  }

  @Test
  void whatABaselineDoesNotSayIsNotReadBack() throws GuestConfigException {
    for (String other :
        List.of("", "\0", "microagent-init 1\0uid=0\0", "microagent-init 2\0uid=0\0gid=0\0end\0")) {
      assertThat(DecodedConfig.of(other.getBytes(UTF_8))).isEmpty();
    }
    assertThat(DecodedConfig.of(GuestConfig.encode(IMAGE, ROOT, OPTIONS))).isEmpty();
  }

  @Test
  void whatTheImageSaysHolds() throws GuestConfigException {
    GuestUser user = new GuestUser(1000, 100, List.of(44L, 29L), "/srv/app");
    assertThat(encode(IMAGE, user, GuestOptions.NONE))
        .containsExactly(
            "microagent-init 1",
            "uid=1000",
            "gid=100",
            "group=44",
            "group=29",
            "home=/srv/app",
            "workdir=/srv",
            "env=PATH=/bin",
            "env=WORD=image",
            "argv=/entry",
            "argv=point",
            "argv=with",
            "argv=two words",
            "stop-signal=37",
            "end");
    assertThat(encode(ProcessConfig.EMPTY, new GuestUser(0, 0, List.of(), null), GuestOptions.NONE))
        .containsExactly("microagent-init 1", "uid=0", "gid=0", "end");
  }

  @Test
  void optionsGoOnTop() throws GuestConfigException {
    assertThat(encode(IMAGE, ROOT, OPTIONS))
        .containsSubsequence("env=WORD=image", "env=WORD=mine", "env=EMPTY=")
        .containsSubsequence("argv=sh", "argv=-c", "argv=echo \"$WORD\"\nexit 3")
        .containsSubsequence("setup=mkdir -p /data", "setup=touch /data/file")
        .contains("disk=UUID=" + DISK + ":/mnt/a:b:ro", "hostname=box-1", "shell=/bin/sh")
        .doesNotContain("argv=/entry");
  }

  /** What is written is read by the one who reads it. */
  @Test
  void theInitTakesIt(@TempDir Path dir) throws IOException {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    Path init = Path.of("../../guest-init/target/microagent-init-" + arch);
    Tools.needFile(init);
    GuestUser user = new GuestUser(1000, 100, List.of(44L), "/srv/app");
    Path file = Files.write(dir.resolve("init.conf"), GuestConfig.encode(IMAGE, user, OPTIONS));
    assertThat(Tools.run(init.toString(), "--check", file.toString()).lines())
        .contains(
            "hostname=box-1",
            "uid=1000",
            "group=44",
            "env=WORD=mine",
            "argv=echo \"$WORD\"\\x0aexit 3",
            "setup=touch /data/file",
            "disk=UUID=" + DISK + ":/mnt/a:b:ro",
            "shell=/bin/sh",
            "stop-signal=37");
  }

  @Test
  void signalsByEveryName() {
    assertThat(
            Stream.of("SIGTERM", "term", "15", "SIGKILL", "RTMIN", "SIGRTMAX-1", "WINCH")
                .map(name -> StopSignal.number(name).orElse(0)))
        .containsExactly(15, 15, 15, 9, 34, 63, 28);
    assertThat(Stream.of("", "SIGNO", "0", "65", "RTMIN+31", "RTMIN+99999999999"))
        .allMatch(name -> StopSignal.number(name).isEmpty());
  }

  @Test
  void whatTheInitWouldRefuse() {
    ProcessConfig nameless =
        new ProcessConfig(
            "", List.of(), List.of(""), List.of(), "", Set.of(), Set.of(), Map.of(), "");
    assertThatThrownBy(() -> GuestConfig.encode(nameless, ROOT, GuestOptions.NONE))
        .isInstanceOf(GuestConfigException.class)
        .hasMessageContaining("its first word is empty");
    assertRefused(options(List.of("a\ud800"), List.of()), "argv is not text");
    assertRefused(options(List.of("a\0b"), List.of()), "argv has a NUL byte in it");
    assertRefused(options(Collections.nCopies(4097, "a"), List.of()), "more than 4096 of argv");
    assertRefused(options(List.of("a".repeat(1 << 20)), List.of()), "and the guest takes 1048576");
  }

  private static GuestOptions options(List<String> command, List<String> setup) {
    return new GuestOptions(command, List.of(), setup, List.of(), null, null);
  }

  private static void assertRefused(GuestOptions options, String why) {
    assertThatThrownBy(() -> GuestConfig.encode(ProcessConfig.EMPTY, ROOT, options))
        .isInstanceOf(GuestConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void mountpointsAreAPlaceAndNotAWay() {
    for (String wrong : List.of("", "mnt", "/a/", "/a//b", "/a/../b", "/./a", "//")) {
      assertThatThrownBy(() -> new GuestDisk(DISK, wrong, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("'" + wrong + "' is not an absolute path");
    }
  }

  @Test
  void noDiskHidesWhatTheInitNeeds() {
    for (String taken :
        List.of("/", "/proc", "/proc/x", "/sys", "/dev/shm", "/run", "/etc", "/etc/microagent")) {
      assertThatThrownBy(() -> new GuestDisk(DISK, taken, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("no disk can be mounted at " + taken + ": ");
    }
    for (String free : List.of("/srv", "/etc/app", "/run/secrets", "/process", "/sbin2")) {
      assertThat(new GuestDisk(DISK, free, false).mountpoint()).isEqualTo(free);
    }
  }
}
