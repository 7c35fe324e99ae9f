package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boots with the guest init, in an emulated machine, what was pulled. */
class GuestInitTest {

  private static final Path TESTS = Tools.TOP.resolve("guest-init/test");
  private static final Path KERNELS = Tools.TOP.resolve("guest-init/target/kernel");
  private static final Path INITS =
      Tools.TOP.resolve("modules/image/target/microagent/lib/guest-init");

  @TempDir Path home;

  private Path rootfs;

  @BeforeEach
  void pull() throws Exception {
    Tools.find("debugfs");
    Path layout = home.resolve("sample");
    Tools.run(Tools.TOP.resolve("bin/sample-image"), layout, "v");
    Microagent microagent = new Microagent(home);
    Result result = microagent.run("images", "pull", "--size-mib", "64", "oci:" + layout + ":v");
    assertThat(result.code()).as(result.err()).isZero();
    State state = State.list(microagent);
    rootfs = state.file(state.records().getFirst());
  }

  @Test
  void doesWhatItPromises() throws Exception {
    Tools.find("qemu-system-x86_64");
    assertThat(boot("amd64")).contains("failures: 0");
  }

  /** The sample has no program for this architecture, so the init itself is what is run. */
  @Test
  void bootsOnArm() throws Exception {
    Tools.find("qemu-system-aarch64");
    assertThat(boot("arm64", "runs_a_program")).contains("1 tests, failures: 0");
  }

  private String boot(String arch, String... tests) throws Exception {
    Path init = INITS.resolve("microagent-init-" + arch);
    Tools.need(Files.exists(init), "the guest init for " + arch + " was not built");
    List<Object> arguments = new ArrayList<>(List.of(init, kernel(arch), rootfs));
    arguments.addAll(Arrays.asList(tests));
    return Tools.run(TESTS.resolve("boot-test"), arguments.toArray());
  }

  private static Path kernel(String arch) throws Exception {
    Path kernel = KERNELS.resolve("vmlinuz-" + arch);
    Process process =
        new ProcessBuilder(TESTS + "/guest-kernel", arch, KERNELS.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Tools.need(process.waitFor() == 0, "no kernel for " + arch + " could be fetched");
    return kernel;
  }
}
