package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/**
 * Boots workspaces as {@code create} says to, in an emulated machine. What the init does in all
 * that can happen is {@link GuestInitTest}'s.
 */
class WorkspaceBootTest {

  private static final Path TESTS = Tools.TOP.resolve("guest-init/test");
  private static final Path KERNELS = Tools.TOP.resolve("guest-init/target/kernel");

  /** Seconds that a machine may take on a loaded host; a boot takes some three. */
  private static final String LIMIT_SECONDS = "120";

  /** What the image says is to be run. */
  private static final Map<String, Object> CONFIG =
      Map.of(
          "User",
          "app",
          "WorkingDir",
          "/var/log",
          "Env",
          List.of("WORD=of the image"),
          "Entrypoint",
          List.of("/bin/sh", "-c"),
          "Cmd",
          List.of(
              "echo \"user $(id -u) $(id -g) $(id -G) $HOME\"; echo \"in $(pwd) $WORD\";"
                  + " echo \"host $(hostname)\"; exit 5"));

  @TempDir Path home;

  private Microagent microagent;

  @BeforeEach
  void start() {
    microagent = new Microagent(home);
  }

  /** Makes a small userland an image that says it is for an architecture. */
  private String sample(String arch) throws Exception {
    Path layout = home.resolve("sample-" + arch);
    ProcessBuilder maker =
        new ProcessBuilder(
            Tools.TOP.resolve("bin/sample-image").toString(), layout.toString(), "v");
    maker.environment().put("OCI_ARCHITECTURE", arch);
    maker.environment().put("OCI_CONFIG", JSON.std.asString(CONFIG));
    maker.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    maker.redirectError(ProcessBuilder.Redirect.DISCARD);
    assertThat(maker.start().waitFor()).isZero();
    return "oci:" + layout + ":v";
  }

  private static Path kernel(String arch) throws Exception {
    Process fetch =
        new ProcessBuilder(TESTS + "/guest-kernel", arch, KERNELS.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Tools.need(fetch.waitFor() == 0, "no kernel for " + arch + " could be fetched");
    return KERNELS.resolve("vmlinuz-" + arch);
  }

  private Map<String, Object> create(String name, String arch, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("create", name, "--json", "--arch", arch));
    arguments.addAll(List.of("--image", sample(arch)));
    arguments.addAll(Arrays.asList(options));
    Result result = microagent.run(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return JSON.std.mapFrom(result.out());
  }

  /** The command that was printed, but without KVM, and for a machine that is quick to emulate. */
  private static List<String> command(Map<String, Object> workspace) throws Exception {
    List<String> command = new ArrayList<>();
    for (Object word : (List<?>) ((Map<?, ?>) workspace.get("boot")).get("qemu")) {
      command.add(word.toString());
    }
    boolean arm = command.getFirst().endsWith("aarch64");
    command.set(0, Tools.find(command.getFirst()).toString());
    command.set(command.indexOf("vmlinuz"), kernel(arm ? "arm64" : "amd64").toString());
    int kvm = command.indexOf("kvm");
    command.subList(kvm - 1, kvm + 1).clear();
    command.set(command.indexOf("-m") + 1, "256");
    command.set(command.indexOf("-smp") + 1, "1");
    if (arm) {
      command.set(command.indexOf("-cpu") + 1, "cortex-a57");
    }
    return command;
  }

  /** Boots, and gives the console's lines. */
  private List<String> boot(List<String> command) throws Exception {
    File console = Files.createTempFile(home, "console", "").toFile();
    List<String> limited = new ArrayList<>(List.of("timeout", LIMIT_SECONDS));
    limited.addAll(command);
    new ProcessBuilder(limited)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(console)
        .redirectErrorStream(true)
        .start()
        .waitFor();
    List<String> lines = Files.readString(console.toPath()).replace("\r", "").lines().toList();
    State.list(microagent).assertSound();
    return lines;
  }

  private static void assertEnds(List<String> console, int status) {
    assertThat(console)
        .filteredOn(line -> line.startsWith("microagent-init: "))
        .as(String.join("\n", console))
        .last()
        .isEqualTo("microagent-init: exit=" + status);
  }

  @Test
  void aCopyRunsWhatItsImageSays() throws Exception {
    Map<String, Object> workspace = create("plain", "amd64", "--hostname", "host.example");
    List<String> command = command(workspace);
    String[] expected = {
      "user 1000 100 100 44 /srv", "in /var/log of the image", "host host.example"
    };
    List<String> console = boot(command);
    assertEnds(console, 5);
    assertThat(console).contains(expected);

    Path rootfs = Path.of(workspace.get("output_path").toString());
    Path before = Files.copy(rootfs, home.resolve("before"));
    int arguments = command.indexOf("-append") + 1;
    command.set(arguments, command.get(arguments).replace(" rw ", " ro "));
    console = boot(command);
    assertEnds(console, 5);
    assertThat(console).contains(expected);
    assertThat(Files.mismatch(rootfs, before)).isEqualTo(-1);
  }

  @Test
  void whatIsBakedIsDone() throws Exception {
    Path disk = home.resolve("data.ext4");
    Tools.run(
        Tools.find("mke2fs"), "-q", "-F", "-t", "ext4", "-E", "root_owner=1000:100", disk, "16M");
    Map<String, Object> workspace =
        create(
            "box",
            "amd64",
            "--setup",
            "echo \"set up by $(id -u)\" >> /setup.log",
            "--env",
            "WORD=two words",
            "--disk",
            "data=" + disk + ":/data:rw",
            "--entrypoint",
            "echo \"$(hostname): $WORD, $(cat /setup.log), $(id -un)\"; echo more >> /data/log; exit 7");
    for (int boots = 1; boots <= 2; boots++) {
      List<String> console = boot(command(workspace));
      assertEnds(console, 7);
      assertThat(console).contains("box: two words, set up by 0, app");
      Tools.run(Tools.find("e2fsck"), "-fn", disk);
    }
    assertThat(Tools.run(Tools.find("debugfs"), "-R", "cat /log", disk)).endsWith("more\nmore\n");
  }

  /** The sample has no program for it, so the init itself is what is run. */
  @Test
  void aWorkspaceForArmBoots() throws Exception {
    Map<String, Object> workspace =
        create("arm", "arm64", "--entrypoint", "[\"/sbin/microagent-init\", \"--version\"]");
    List<String> console = boot(command(workspace));
    assertEnds(console, 0);
    assertThat(console).anyMatch(line -> line.matches("microagent-init \\d+\\.\\d+.*"));
  }
}
