package dev.microagent.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.registry.RegistryException;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestInit;
import dev.microagent.rootfs.GuestInitException;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StoreException;
import dev.microagent.workspace.WorkspacePlan.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceManagerTest extends WorkspaceFixture {

  @Test
  void withoutAnythingOfItsOwnItIsACopy() throws IOException {
    Workspace first = new Request().create();
    ImageRecord baseline = baseline();
    Path bytes = kept(baseline.outputPath());
    assertThat(first.baked()).isFalse();
    assertSameBytes(first.rootfs(), bytes);
    Request again = new Request();
    again.name = "v";
    again.shell = "/bin/sh";
    assertThat(workspaces.plan(again.build()).way()).isEqualTo(Way.CLONE);
    Workspace second = again.create();
    assertSameBytes(second.rootfs(), bytes);
    assertThat(second.boot().orElseThrow().kernelArguments())
        .endsWith(" microagent.hostname=v microagent.shell=/bin/sh");
    assertSameBytes(baseline.outputPath(), bytes);
    assertThat(baseline().lastUsedAt()).isEqualTo(NOON);
  }

  @Test
  void holesStayHoles() throws IOException {
    Workspace workspace = new Request().create();
    assertThat(blocks(workspace.rootfs()))
        .isLessThanOrEqualTo(blocks(baseline().outputPath()) + 16);
  }

  /** The rule: each of these must be in the root file system, and touches no baseline. */
  @ParameterizedTest
  @CsvSource({"setup, BAKE", "entrypoint, BAKE", "env, BAKE", "disk, BUILD"})
  void whatMustBeInTheRootIsBaked(String what, Way way) throws IOException {
    Request clean = new Request();
    clean.name = "clean";
    clean.create();
    ImageRecord baseline = baseline();
    Path bytes = kept(baseline.outputPath());
    Request request = new Request().with(what);
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(way);
    Workspace workspace = request.create();
    assertThat(workspace.baked()).isTrue();
    assertSameBytes(baseline.outputPath(), bytes);
    assertThat(baseline().lastUsedAt()).isEqualTo(NOON);
    assertThat(Files.mismatch(workspace.rootfs(), baseline.outputPath())).isNotEqualTo(-1);
    assertThat(records(workspace)).contains("hostname=w", "uid=1000", "gid=100", "group=44");
    assertThat(workspace.boot().orElseThrow().kernelArguments()).doesNotContain("microagent.");
    Tools.need("e2fsck");
    Tools.run("e2fsck", "-fn", workspace.rootfs().toString());
  }

  /** Into a copy of a baseline, without the image itself, goes what a build would make. */
  @ParameterizedTest
  @ValueSource(strings = {"setup", "entrypoint", "env", "long env"})
  void bakingGivesTheTreeThatABuildGives(String what) throws IOException {
    image = SampleLayout.write(dir.resolve("layout"), "amd64", "app", false);
    Request request = new Request();
    if (what.equals("long env")) {
      // More than the blocks that the image's own takes.
      request.env.add("WORD=" + "x".repeat(100_000));
    } else {
      request.with(what);
    }
    request.name = "built";
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.BUILD);
    String built = MountedTree.list(request.create().rootfs(), dir);
    Request clean = new Request();
    clean.name = "clean";
    clean.create();
    Files.delete(dir.resolve("layout/index.json"));

    request.name = "baked";
    request.hostname = "built";
    Workspace workspace = request.create();

    assertThat(MountedTree.list(workspace.rootfs(), dir)).isEqualTo(built);
    Tools.need("e2fsck");
    Tools.run("e2fsck", "-fn", workspace.rootfs().toString());
  }

  /** No configuration of the image's own is there to be replaced. */
  @Test
  void whatCannotBeBakedIsBuilt() throws IOException {
    image = SampleLayout.write(dir.resolve("layout"), "amd64", "nobody");
    Request clean = new Request();
    clean.name = "clean";
    clean.create();
    Request request = new Request().with("env");
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.BAKE);
    assertThatThrownBy(request::create)
        .isInstanceOf(GuestConfigException.class)
        .hasMessageContaining("nobody");
    assertThat(leftovers()).extracting(Path::getFileName).containsOnly(Path.of("clean"));
  }

  /** A build needs no more than the image; the baseline may have been damaged since. */
  @Test
  void whatTheBaselineIsNoGoodForIsBuilt() throws IOException {
    Request clean = new Request();
    clean.name = "clean";
    clean.create();
    Path baseline = baseline().outputPath();
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(baseline);
    assertThat(baseline.toFile().setWritable(true)).isTrue();
    try (FileChannel file = FileChannel.open(baseline, StandardOpenOption.WRITE)) {
      // Any member of the superblock, which has a checksum.
      file.write(ByteBuffer.allocate(1), 1024 + 0x36);
    }
    Files.setPosixFilePermissions(baseline, permissions);
    Request request = new Request().with("env");
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.BAKE);

    Workspace workspace = request.create();

    assertThat(records(workspace)).contains("env=WORD=secret");
    Tools.need("e2fsck");
    Tools.run("e2fsck", "-fn", workspace.rootfs().toString());
  }

  @Test
  void withoutKnowingHowTheBaselineWasMadeItIsBuilt() throws IOException {
    Request clean = new Request();
    clean.name = "clean";
    clean.create();
    String file = baseline().outputPath().toString();
    Path facts = Path.of(file.replaceFirst("ext4$", "json"));
    assertThat(facts).exists();
    Files.writeString(facts, "{");
    Request request = new Request().with("env");
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.BUILD);

    assertThat(records(request.create())).contains("env=WORD=secret");
  }

  @Test
  void aConfigurationThatTheBaselineHasNoRoomForIsBuilt() throws IOException {
    Tools.need("debugfs");
    Request small = new Request();
    small.name = "small";
    small.size = OptionalLong.of(8);
    small.create();
    Path filling = Files.writeString(dir.resolve("filling"), "more".repeat(2 << 20));
    Tools.run("debugfs", "-w", "-R", "write " + filling + " filling", "" + baseline().outputPath());
    Request request = new Request();
    for (int i = 0; i < 9; i++) {
      request.env.add("WORD" + i + "=" + "x".repeat(100_000));
    }
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.BAKE);

    Workspace workspace = request.create();

    assertThat(workspace.sizeBytes()).isGreaterThan(8 << 20);
    Tools.need("e2fsck");
    Tools.run("e2fsck", "-fn", workspace.rootfs().toString());
  }

  @Test
  void whatIsBakedIsWhatWasAskedFor() throws IOException {
    Request request = new Request().with("setup").with("entrypoint").with("env").with("disk");
    Workspace workspace = request.create();
    assertThat(records(workspace))
        .containsSubsequence("env=WORD=image", "env=WORD=secret", "argv=/other", "setup=true")
        .doesNotContain("argv=/entry")
        .anyMatch(record -> record.matches("disk=UUID=[0-9a-f-]{36}:/data:rw"));
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    Path init = Path.of("../../guest-init/target/microagent-init-" + arch);
    Tools.needFile(init);
    Path file = Files.write(dir.resolve("init.conf"), config(workspace));
    assertThat(Tools.run(init.toString(), "--check", file.toString()))
        .contains("argv=/other\n", "env=WORD=secret\n");
  }

  @Test
  void aNoteOfTheImageThatSetupIsDoneIsNotBelieved() throws IOException {
    Tools.need("debugfs");
    Workspace workspace = new Request().with("setup").create();
    assertThat(Tools.run("debugfs", "-R", "ls -p /etc/microagent", workspace.rootfs().toString()))
        .contains("/init.conf/")
        .doesNotContain("setup.done");
  }

  @Test
  void theImagesOwnRecordStaysBesideIt() throws IOException {
    new Request().create();
    assertThat(state.index().list()).hasSize(2);
    assertThat(state.index().match(image))
        .singleElement()
        .satisfies(record -> assertThat(record.workspace()).isEmpty());
    state.index().tag(image, "local/base:1");
    Request fromTag = new Request();
    fromTag.name = "tagged";
    fromTag.from = "local/base:1";
    assertThat(workspaces.plan(fromTag.build()).way()).isEqualTo(Way.CLONE);
    assertThat(fromTag.create().imageRef()).isEqualTo("local/base:1");
    Request baked = new Request().with("env");
    baked.from = "local/base:1";
    baked.name = "baked";
    assertThat(baked.create().imageRef()).isEqualTo("local/base:1");
  }

  @Test
  void anotherSizeIsPulledForIt() throws IOException {
    new Request().create();
    Request request = new Request();
    request.name = "large";
    request.size = OptionalLong.of(80);
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.PULL);
    assertThat(request.create().rootfs()).hasSize(80L << 20);
  }

  @Test
  void aNameIsTakenOnce() throws IOException {
    new Request().create();
    assertThatThrownBy(() -> new Request().with("env").create())
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.WORKSPACE_EXISTS));
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Request unknown = new Request();
    unknown.from = "oci:" + dir.resolve("none") + ":v";
    assertThatThrownBy(unknown::create).isInstanceOf(RegistryException.class);
    image = SampleLayout.write(dir.resolve("wrong"), "amd64", "nobody");
    assertThatThrownBy(() -> new Request().with("env").create())
        .isInstanceOf(GuestConfigException.class)
        .hasMessage("user 'nobody' is not in the image's /etc/passwd");
    inits = GuestInits.none();
    assertThatThrownBy(() -> new Request().create())
        .isInstanceOf(GuestInitException.class)
        .hasMessage("there is no guest init for amd64");
    assertThat(leftovers()).isEmpty();
    assertThat(state.index().list()).isEmpty();
    assertThat(list()).isEmpty();
  }

  @Test
  void whereNoMachineIsKnownNothingIsWrittenForOne() throws IOException {
    image = SampleLayout.write(dir.resolve("riscv"), "riscv64", "app");
    Request request = new Request();
    request.architecture = "riscv64";
    inits = GuestInits.only(GuestInit.of(elf((byte) 243)));
    Workspace workspace = request.create();
    assertThat(workspace.boot()).isEmpty();
    assertThat(workspace.rootfs().resolveSibling("firecracker.json")).doesNotExist();
  }

  @Test
  void aPlanWritesNothing() throws IOException {
    WorkspacePlan plan = workspaces.plan(new Request().build());
    assertThat(plan.way()).isEqualTo(Way.PULL);
    assertThat(plan.source().canonical()).isEqualTo(image);
    assertThat(state.path()).doesNotExist();
  }

  /** The clock is asked when the copy is made: just then another process moves the name. */
  @Test
  void aNameThatMovesMeanwhileStaysMoved() throws IOException {
    new Request().create();
    Request other = new Request();
    other.name = "other";
    other.from = SampleLayout.write(dir.resolve("other"), "amd64", "root");
    other.create();
    state.index().tag(image, "local/x");
    workspaces =
        new WorkspaceManager(
            state,
            () -> {
              try {
                state.index().tag(other.from, "local/x");
                return NOON;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Request moved = new Request();
    moved.name = "moved";
    moved.from = "local/x";
    moved.create();
    assertThat(state.index().match("local/x").getFirst().digest())
        .isEqualTo(state.index().match(other.from).getFirst().digest());
  }

  @Test
  void aBaselineThatIsGoneIsPulledOnce() throws IOException {
    new Request().create();
    Files.delete(baseline().outputPath());
    Request second = new Request();
    second.name = "second";
    assertThat(workspaces.plan(second.build()).way()).isEqualTo(Way.PULL);
    second.create();
    assertThat(baseline().outputPath()).exists();
    Request third = new Request();
    third.name = "third";
    assertThat(workspaces.plan(third.build()).way()).isEqualTo(Way.CLONE);
  }

  @Test
  void aNameThatIsKnownHereOnlyIsNotPulledFromElsewhere() throws IOException {
    new Request().create();
    state.index().tag(image, "local/x");
    for (String name : List.of("local/x", baseline().digest().hex().substring(0, 12))) {
      Request request = new Request();
      request.name = "arm";
      request.architecture = "arm64";
      request.from = name;
      assertThatThrownBy(() -> workspaces.plan(request.build()))
          .hasMessage(name + " is recorded here for linux/amd64 only");
    }
  }

  /** Its record says what the image was then. */
  @Test
  void theRecordOfAWorkspaceDoesNotSayWhatANameMeans() throws IOException {
    new Request().create();
    state.remover().remove(image);
    Request later = new Request();
    later.name = "later";
    assertThat(workspaces.plan(later.build()).source().canonical()).isEqualTo(image);
  }

  @Test
  void aBaselineThatWasCutIsBuiltAgain() throws IOException {
    new Request().create();
    Path baseline = baseline().outputPath();
    Path bytes = kept(baseline);
    try (FileChannel file = FileChannel.open(baseline, StandardOpenOption.WRITE)) {
      file.truncate(1 << 20);
    }
    Request request = new Request();
    request.name = "again";
    assertSameBytes(request.create().rootfs(), bytes);
  }
}
