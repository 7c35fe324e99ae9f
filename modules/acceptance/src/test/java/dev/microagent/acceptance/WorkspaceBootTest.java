package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
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

/** Boots workspaces as {@code create} says to, in an emulated machine. */
class WorkspaceBootTest {

  private static final Path TESTS = Tools.TOP.resolve("guest-init/test");
  private static final Path KERNELS = Tools.TOP.resolve("guest-init/target/kernel");

  /** Seconds that a machine may take on a loaded host; a boot takes some three. */
  private static final String LIMIT_SECONDS = "120";

  @TempDir Path home;

  private Microagent microagent;
  private String image;
  private Path kernel;

  @BeforeEach
  void makeImage() throws Exception {
    Tools.find("qemu-system-x86_64");
    Tools.need(System.getProperty("os.arch").equals("amd64"), "the sample is for amd64 here");
    Process fetch =
        new ProcessBuilder(TESTS + "/guest-kernel", "amd64", KERNELS.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Tools.need(fetch.waitFor() == 0, "no kernel could be fetched");
    kernel = KERNELS.resolve("vmlinuz-amd64");
    Path layout = home.resolve("sample");
    Tools.run(Tools.TOP.resolve("bin/sample-image"), layout, "v");
    image = "oci:" + layout + ":v";
    microagent = new Microagent(home);
  }

  private Map<String, Object> create(String name, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("create", name, "--json", "--image", image));
    arguments.addAll(Arrays.asList(options));
    Result result = microagent.run(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return JSON.std.mapFrom(result.out());
  }

  /** Runs the command that was printed, but without KVM, and gives the console's lines. */
  private List<String> boot(Map<String, Object> workspace) throws Exception {
    List<String> command = new ArrayList<>(List.of("timeout", LIMIT_SECONDS));
    for (Object word : (List<?>) ((Map<?, ?>) workspace.get("boot")).get("qemu")) {
      command.add(word.equals("vmlinuz") ? kernel.toString() : word.toString());
    }
    int kvm = command.indexOf("kvm");
    command.subList(kvm - 1, kvm + 1).clear();
    command.set(command.indexOf("-m") + 1, "256");
    command.set(command.indexOf("-smp") + 1, "1");
    Path console = Files.createTempFile(home, "console", "");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(console.toFile())
            .redirectErrorStream(true)
            .start();
    process.waitFor();
    return Files.readString(console).replace("\r", "").lines().toList();
  }

  private static String last(List<String> console) {
    return console.stream()
        .filter(line -> line.startsWith("microagent-init: "))
        .reduce("", (_, line) -> line);
  }

  private void assertSound() throws Exception {
    State.list(microagent).assertSound();
  }

  @Test
  void aCopyBoots() throws Exception {
    Map<String, Object> workspace = create("plain");
    List<String> console = boot(workspace);
    // The image names no command.
    assertThat(last(console)).as(String.join("\n", console)).startsWith("microagent-init: exit=");
    assertSound();
  }

  @Test
  void whatIsBakedIsDone() throws Exception {
    Path disk = home.resolve("data.ext4");
    Tools.run(Tools.find("mke2fs"), "-q", "-F", "-t", "ext4", disk, "16M");
    Map<String, Object> workspace =
        create(
            "box",
            "--setup",
            "echo once >> /setup.log",
            "--env",
            "WORD=two words",
            "--disk",
            "data=" + disk + ":/data:rw",
            "--entrypoint",
            "echo \"host $(hostname) word $WORD setup $(cat /setup.log)\";"
                + " grep -q ' /data ext4 rw' /proc/mounts && echo more >> /data/log; exit 7");
    for (int boots = 1; boots <= 2; boots++) {
      List<String> console = boot(workspace);
      assertThat(console).contains("host box word two words setup once");
      assertThat(last(console)).isEqualTo("microagent-init: exit=7");
      assertSound();
    }
    assertThat(Tools.run(Tools.find("debugfs"), "-R", "cat /log", disk)).contains("more\nmore\n");
    Tools.run(Tools.find("e2fsck"), "-fn", disk);
  }
}
