package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  private List<String> boot(List<String> command) throws Exception {
    return boot(command, "");
  }

  /**
   * Boots, types at the first prompt of a shell if there is something to type, and gives the
   * console's lines.
   */
  private List<String> boot(List<String> command, String typed) throws Exception {
    List<String> limited = new ArrayList<>(List.of("timeout", LIMIT_SECONDS));
    limited.addAll(command);
    Process machine = new ProcessBuilder(limited).redirectErrorStream(true).start();
    StringBuilder console = new StringBuilder();
    try (OutputStream keyboard = machine.getOutputStream();
        InputStream screen = machine.getInputStream()) {
      boolean asked = typed.isEmpty();
      for (int next = screen.read(); next >= 0; next = screen.read()) {
        console.append((char) next);
        if (!asked && console.indexOf("# ", console.length() - 2) >= 0) {
          asked = true;
          keyboard.write(typed.getBytes(StandardCharsets.UTF_8));
          keyboard.flush();
        }
      }
    }
    machine.waitFor();
    List<String> lines = console.toString().replace("\r", "").lines().toList();
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

  /**
   * Who a copy is and what is on its console the kernel's command line says, in a build the root.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aShellIsOnTheConsoleOfAHostWithAName(boolean baked) throws Exception {
    List<String> options =
        new ArrayList<>(List.of("--shell", "/bin/sh", "--hostname", "host.example"));
    if (baked) {
      options.addAll(List.of("--env", "WORD=baked"));
    }
    Map<String, Object> workspace = create("talking", "amd64", options.toArray(String[]::new));
    List<String> console =
        boot(command(workspace), "echo \"on $(hostname) as $(id -u)\"\nexit 3\n");
    assertThat(console).as(String.join("\n", console)).contains("on host.example as 0");
    assertEnds(console, 5);
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
