package dev.microagent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.microagent.oci.Platform;
import dev.microagent.registry.RegistryException;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestInit;
import dev.microagent.rootfs.GuestInitException;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.rootfs.LayerOptions;
import dev.microagent.rootfs.PullListener;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import dev.microagent.store.WorkspaceBuild;
import dev.microagent.workspace.WorkspacePlan.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceManagerTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path dir;

  private StateDirectory state;
  private WorkspaceManager workspaces;
  private String image;
  private GuestInits inits = GuestInits.NONE;

  @BeforeEach
  void open() throws IOException {
    state = StateDirectory.open(dir.resolve("state"));
    workspaces = new WorkspaceManager(state, () -> NOON);
    image = SampleLayout.write(dir.resolve("layout"), "amd64", "app");
    inits = GuestInits.only(GuestInit.of(elf((byte) 62)));
  }

  /** The beginning of an ELF executable for a machine: 62 is amd64, 243 riscv64. */
  private static byte[] elf(byte machine) {
    byte[] elf = new byte[64];
    ByteBuffer.wrap(elf).putInt(0x7f454c46).putInt(0x02010100).put(16, (byte) 2).put(18, machine);
    return elf;
  }

  private final class Request {
    private String name = "w";
    private String from = image;
    private String architecture = "amd64";
    private List<String> command;
    private final List<String> env = new ArrayList<>();
    private final List<String> setup = new ArrayList<>();
    private final List<AttachedDisk> disks = new ArrayList<>();
    private String shell;
    private OptionalLong size = OptionalLong.empty();

    WorkspaceRequest build() {
      return new WorkspaceRequest(
          name,
          from,
          Platform.parse(architecture),
          new GuestOptions(command, env, setup, List.of(), null, shell),
          disks,
          new WorkspaceRequest.Making(
              size, null, inits, false, SourceOptions.DEFAULTS, LayerOptions.DEFAULTS));
    }

    /** With one of the things that must be in the root file system. */
    Request with(String what) throws IOException {
      switch (what) {
        case "setup" -> setup.add("true");
        case "entrypoint" -> command = List.of("/other");
        case "env" -> env.add("WORD=secret");
        case "disk" -> disks.add(disk("data", "/data"));
        default -> throw new IllegalArgumentException(what);
      }
      return this;
    }

    Workspace create() throws IOException {
      return workspaces.create(build(), PullListener.NONE);
    }
  }

  private AttachedDisk disk(String name, String mountpoint) throws IOException {
    Tools.need("mke2fs");
    Path file = dir.resolve(name + ".ext4");
    if (Files.notExists(file)) {
      Tools.run("mke2fs", "-q", "-F", "-t", "ext4", file.toString(), "8M");
    }
    return AttachedDisk.parse(name + "=" + file + ":" + mountpoint + ":rw");
  }

  private ImageRecord baseline() throws IOException {
    return state.index().match(image).getFirst();
  }

  private byte[] config(Workspace workspace) throws IOException {
    Tools.need("debugfs");
    Path copy = Files.createTempDirectory(dir, "dump").resolve("init.conf");
    Tools.run(
        "debugfs", "-R", "dump /etc/microagent/init.conf " + copy, workspace.rootfs().toString());
    return Files.readAllBytes(copy);
  }

  private List<String> records(Workspace workspace) throws IOException {
    return List.of(new String(config(workspace), UTF_8).split("\0"));
  }

  private List<Workspace> list() throws IOException {
    return workspaces.list(e -> fail(e));
  }

  private List<Path> leftovers() throws IOException {
    if (Files.notExists(state.path().resolve("workspaces"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(state.path().resolve("workspaces"))) {
      return files.toList();
    }
  }

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

  /** A copy to compare with later. */
  private Path kept(Path file) throws IOException {
    Path copy = dir.resolve("kept");
    Tools.run("cp", "--sparse=always", file.toString(), copy.toString());
    return copy;
  }

  private static void assertSameBytes(Path file, Path other) throws IOException {
    assertThat(Files.mismatch(file, other)).isEqualTo(-1);
  }

  @Test
  void holesStayHoles() throws IOException {
    Workspace workspace = new Request().create();
    assertThat(blocks(workspace.rootfs()))
        .isLessThanOrEqualTo(blocks(baseline().outputPath()) + 16);
  }

  private static long blocks(Path file) throws IOException {
    return Long.parseLong(Tools.run("stat", "-c", "%b", file.toString()).strip());
  }

  /** The rule: each of these forces a build of its own, and touches no baseline. */
  @ParameterizedTest
  @ValueSource(strings = {"setup", "entrypoint", "env", "disk"})
  void whatMustBeInTheRootForcesABuild(String what) throws IOException {
    Request clean = new Request();
    clean.name = "clean";
    clean.create();
    ImageRecord baseline = baseline();
    Path bytes = kept(baseline.outputPath());
    Request request = new Request().with(what);
    assertThat(workspaces.plan(request.build()).way()).isEqualTo(Way.BUILD);
    Workspace workspace = request.create();
    assertThat(workspace.baked()).isTrue();
    assertSameBytes(baseline.outputPath(), bytes);
    assertThat(Files.mismatch(workspace.rootfs(), baseline.outputPath())).isNotEqualTo(-1);
    assertThat(records(workspace)).contains("hostname=w", "uid=1000", "gid=100", "group=44");
    assertThat(workspace.boot().orElseThrow().kernelArguments()).doesNotContain("microagent.");
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
  void mountpointsAreThere() throws IOException {
    Tools.need("debugfs");
    Workspace workspace = new Request().with("disk").create();
    assertThat(Tools.run("debugfs", "-R", "stat /data", workspace.rootfs().toString()))
        .contains("Type: directory");
  }

  @Test
  void itIsRecordedWithoutSecrets() throws IOException {
    Workspace made = new Request().with("env").create();
    assertThat(list()).containsExactly(made);
    Path directory = state.workspaces().path("w");
    assertThat(Files.readString(directory.resolve("workspace.json")))
        .contains("\"WORD\"")
        .doesNotContain("secret");
    assertThat(Files.readString(directory.resolve("firecracker.json")))
        .contains(made.rootfs().toString());
    assertThat(Files.getPosixFilePermissions(directory)).hasSize(3);
    assertThat(state.index().list())
        .singleElement()
        .satisfies(record -> {
          assertThat(record.outputPath()).isEqualTo(made.rootfs());
          assertThat(record.workspace()).contains("w");
          assertThat(record.lastUsedAt()).isEqualTo(NOON);
        });
  }

  @Test
  void theTextThatEarlierVersionsHadForThePlatformIsRead() throws IOException {
    Workspace made = new Request().create();
    Path file = state.workspaces().path("w").resolve("workspace.json");
    String text = Files.readString(file);
    String earlier =
        text.replaceFirst("\"platform\": \\{[^}]*\\}", "\"platform\": \"linux/amd64\"");
    assertThat(earlier).isNotEqualTo(text);
    Files.writeString(file, earlier);
    assertThat(list()).containsExactly(made);
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
    inits = GuestInits.NONE;
    assertThatThrownBy(() -> new Request().create())
        .isInstanceOf(GuestInitException.class)
        .hasMessage("there is no guest init for amd64");
    assertThat(leftovers()).isEmpty();
    assertThat(state.index().list()).isEmpty();
    assertThat(list()).isEmpty();
  }

  /** What was cached takes the space; it goes, and the workspace is made. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLayerCacheTakesNoSpaceThatAWorkspaceNeeds(boolean baked) throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      Tools.missing("mounting needs root");
    }
    Request request = new Request();
    Workspace elsewhere = (baked ? request.with("env") : request).create();
    long kibibytes = blocks(elsewhere.rootfs()) / 2;
    Path disk = Files.createDirectory(dir.resolve("small"));
    long spare = 512;
    // A copy needs its baseline beside it.
    String size = "size=" + ((baked ? 1 : 2) * kibibytes + spare) + "k";
    Tools.run("mount", "-t", "tmpfs", "-o", size, "none", disk.toString());
    try {
      workspaces = new WorkspaceManager(StateDirectory.open(disk), () -> NOON);
      Request again = new Request();
      if (baked) {
        again.with("env");
      } else {
        // Makes the baseline, and room for the cache.
        again.create();
        workspaces.delete("w");
      }
      Path layers = Files.createDirectories(disk.resolve("images/layers"));
      byte[] noise = new byte[(int) (kibibytes / 2 + spare) << 10];
      Files.write(layers.resolve("sha256-" + "0".repeat(64) + ".lz4"), noise);
      assertSameBytes(again.create().rootfs(), elsewhere.rootfs());
      assertThat(layers).isEmptyDirectory();
    } finally {
      Tools.run("umount", disk.toString());
    }
  }

  @Test
  void disksMustBeFileSystemsThatCanBeToldApart() throws IOException {
    Request no = new Request();
    Path text = Files.writeString(dir.resolve("text"), "text");
    no.disks.add(new AttachedDisk("data", text, "/data", true));
    assertThatThrownBy(no::create)
        .isInstanceOf(GuestConfigException.class)
        .hasMessage("disk data: %s has no ext4 superblock", text);
    Request twins = new Request().with("disk");
    twins.disks.add(new AttachedDisk("twin", dir.resolve("data.ext4"), "/twin", true));
    assertThatThrownBy(twins::create).hasMessageStartingWith("two disks have the same UUID");
    assertThat(leftovers()).isEmpty();
  }

  /** A baseline is everybody's: nothing may be written to it. */
  @Test
  void aBaselineIsNoDiskToWriteTo() throws IOException {
    new Request().create();
    Path baseline = baseline().outputPath();
    Path symbolic = Files.createSymbolicLink(dir.resolve("symbolic.ext4"), baseline);
    Path hard = Files.createLink(dir.resolve("hard.ext4"), baseline);
    Path copy = dir.resolve("copy.ext4");
    Tools.run("cp", "--sparse=always", baseline.toString(), copy.toString());
    for (Path file : List.of(baseline, symbolic, hard)) {
      Request writing = new Request();
      writing.name = "writing";
      writing.disks.add(new AttachedDisk("data", file, "/data", false));
      assertThatThrownBy(writing::create)
          .isInstanceOf(GuestConfigException.class)
          .hasMessageStartingWith("disk data: " + file + " is an image's root file system");
      assertThatThrownBy(() -> workspaces.plan(writing.build()))
          .isInstanceOf(GuestConfigException.class);
      Request reading = new Request();
      reading.name = "reading";
      reading.disks.add(new AttachedDisk("data", file, "/data", true));
      assertThat(workspaces.plan(reading.build()).way()).isEqualTo(Way.BUILD);
    }
    Request own = new Request();
    own.name = "own";
    own.disks.add(new AttachedDisk("data", copy, "/data", false));
    assertThat(workspaces.plan(own.build()).way()).isEqualTo(Way.BUILD);
  }

  @Test
  void disksAreMountedFromTheOutsideIn() throws IOException {
    Request request = new Request();
    request.disks.add(disk("inner", "/data/inner"));
    request.disks.add(disk("outer", "/data"));
    assertThat(records(request.create()).stream().filter(record -> record.startsWith("disk=")))
        .satisfiesExactly(
            outer -> assertThat(outer).endsWith(":/data:rw"),
            inner -> assertThat(inner).endsWith(":/data/inner:rw"));
  }

  /** The image has a symlink: what it leads to counts, not what the mountpoint is called. */
  @Test
  void disksAreMountedWhereTheImageLeadsThem() throws IOException {
    Request order = new Request();
    order.disks.add(disk("inner", "/link/inner"));
    order.disks.add(disk("outer", "/var/target"));
    assertThat(records(order.create()).stream().filter(record -> record.startsWith("disk=")))
        .satisfiesExactly(
            outer -> assertThat(outer).endsWith(":/var/target:rw"),
            inner -> assertThat(inner).endsWith(":/link/inner:rw"));
    Request same = new Request();
    same.name = "same";
    same.disks.add(disk("inner", "/link/same"));
    same.disks.add(disk("outer", "/var/target/same"));
    assertThatThrownBy(same::create)
        .isInstanceOf(GuestConfigException.class)
        .hasMessage(
            "no two disks can be mounted at one place, where /link/same and /var/target/same lead"
                + " in the image");
  }

  @ParameterizedTest
  @CsvSource({
    "/settings, /etc/microagent",
    "/settings/microagent, /etc/microagent",
    "/kernels/x, /proc"
  })
  void noSymlinkLeadsADiskOverWhatTheInitNeeds(String mountpoint, String needed)
      throws IOException {
    Request request = new Request();
    request.disks.add(disk("data", mountpoint));
    assertThatThrownBy(request::create)
        .isInstanceOf(GuestConfigException.class)
        .hasMessage(
            "no disk can be mounted at %s: in the image that leads to %s, which the guest init needs",
            mountpoint, needed);
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

  @Test
  void deletingTakesItsRecordAndLeavesTheBaseline() throws IOException {
    new Request().create();
    workspaces.delete("w");
    assertThat(leftovers()).isEmpty();
    assertThat(state.index().list()).containsExactly(baseline());
    assertThat(baseline().outputPath()).exists();
    assertThatThrownBy(() -> workspaces.delete("w"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_SUCH_WORKSPACE));
  }

  @Test
  void whatADeadProcessLeftIsRemoved() throws IOException {
    Path litter = state.path().resolve("workspaces/.dead.tmp");
    Files.createDirectories(litter);
    Files.writeString(litter.resolve("rootfs.ext4"), "half");
    new Request().create();
    assertThat(leftovers()).containsExactly(state.workspaces().path("w"));
  }

  @Test
  void aBrokenRecordIsNamed() throws IOException {
    new Request().create();
    Path file = state.workspaces().path("w").resolve("workspace.json");
    String whole = Files.readString(file);
    Request sound = new Request();
    sound.name = "sound";
    Workspace other = sound.create();
    String hole = whole.replaceFirst("\"env\": \\[\\]", "\"env\": [null]");
    assertThat(hole).isNotEqualTo(whole);
    for (String text : List.of("{", "{}", "{\"name\": 1}", hole)) {
      Files.writeString(file, text);
      List<String> broken = new ArrayList<>();
      assertThat(workspaces.list(e -> broken.add(e.getMessage()))).containsExactly(other);
      assertThat(broken).singleElement(STRING).contains(state.workspaces().path("w").toString());
    }
    workspaces.delete("w");
    assertThat(list()).containsExactly(other);
  }

  private static void assertKind(StoreException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
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
  void aWorkspacesRecordGoesWithItOnly() throws IOException {
    Workspace workspace = new Request().create();
    state.remover().remove(image);
    assertKind(StoreException.Kind.NO_SUCH_IMAGE, () -> state.remover().remove(image));
    assertKind(StoreException.Kind.NO_SUCH_IMAGE, () -> state.remover().planRemove(image));
    assertKind(StoreException.Kind.NO_SUCH_IMAGE, () -> state.index().tag(image, "local/x"));
    assertThat(state.index().match(image))
        .singleElement()
        .satisfies(record -> assertThat(record.outputPath()).isEqualTo(workspace.rootfs()));
  }

  @Test
  void itsRecordGoesAlsoByAnotherPath() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("state"));
    workspaces = new WorkspaceManager(StateDirectory.open(link), () -> NOON);
    Files.createDirectory(dir.resolve("state"));
    new Request().with("env").create();
    new WorkspaceManager(state).delete("w");
    assertThat(state.index().list()).isEmpty();
  }

  @Test
  void whatElseIsThereIsInNobodysWay() throws IOException {
    Workspace workspace = new Request().with("env").create();
    Path all = state.path().resolve("workspaces");
    Files.createDirectory(all.resolve("w.bak"));
    Files.copy(all.resolve("w/workspace.json"), all.resolve("w.bak/workspace.json"));
    Files.createDirectory(all.resolve("empty"));
    assertThat(list()).containsExactly(workspace);
    assertKind(StoreException.Kind.BROKEN_WORKSPACE, () -> workspaces.find("empty"));
    workspaces.delete("empty");
    assertThat(all.resolve("empty")).doesNotExist();
  }

  /**
   * Killed before its last step, a {@code create} leaves a workspace that the index doesn't know.
   */
  @ParameterizedTest
  @ValueSource(strings = {"list", "create", "delete", "prune", "prune --delete"})
  void aRecordThatIsMissingIsMadeAgain(String next) throws IOException {
    Request second = new Request();
    second.name = "second";
    second.create();
    String before = Files.readString(state.index().file());
    new Request().create();
    List<ImageRecord> whole = state.index().list();
    Files.writeString(state.index().file(), before);
    assertThat(state.index().list()).hasSize(whole.size() - 1);
    switch (next) {
      case "list" -> list();
      case "create" -> {
        Request third = new Request();
        third.name = "third";
        third.create();
      }
      case "delete" -> workspaces.delete("second");
      case "prune" -> assertThat(state.remover().prune().kept()).isEqualTo(whole);
      default -> state.remover().prune(state.remover().planPrune());
    }
    assertThat(state.index().list())
        .filteredOn(image -> image.workspace().equals(Optional.of("w")))
        .isEqualTo(
            whole.stream().filter(image -> image.workspace().equals(Optional.of("w"))).toList());
  }

  /** Nobody mends what another process makes or deletes just now, nor what can't be understood. */
  @Test
  void aRecordIsMissingWithReason() throws IOException {
    try (WorkspaceBuild _ = state.workspaces().begin("making")) {
      Path half = Files.createDirectory(state.workspaces().path("making"));
      Files.writeString(half.resolve("workspace.json"), "{}");
      Files.writeString(half.resolve("rootfs.ext4"), "");
      Path broken = Files.createDirectory(state.workspaces().path("broken"));
      Files.writeString(broken.resolve("workspace.json"), "{}");
      Files.writeString(broken.resolve("rootfs.ext4"), "");
      state.workspaces().mendRecords();
      assertThat(state.index().list()).isEmpty();
    }
  }

  @Test
  void oneAtATimeMakesOrDeletesAName() throws IOException {
    new Request().create();
    Files.createDirectories(state.path().resolve("images/locks"));
    try (WorkspaceBuild _ = state.workspaces().begin("x")) {
      Request same = new Request();
      same.name = "x";
      assertKind(StoreException.Kind.IN_USE, same::create);
      assertKind(StoreException.Kind.IN_USE, () -> workspaces.delete("x"));
      // Others have other names.
      Request other = new Request();
      other.name = "other";
      other.create();
      workspaces.delete("other");
    }
    assertThat(leftovers()).containsExactly(state.workspaces().path("w"));
  }

  /** Where the file system can, a copy shares its blocks with the baseline. */
  @Test
  void aCopySharesItsBlocksWhereTheFileSystemCan() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      Tools.missing("mounting needs root");
    }
    Tools.need("mkfs.xfs");
    Path xfs = dir.resolve("xfs");
    try (FileChannel file =
        FileChannel.open(xfs, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      // The least that an XFS takes is 300 MiB.
      file.write(ByteBuffer.allocate(1), (320L << 20) - 1);
    }
    Tools.run("mkfs.xfs", "-q", "-m", "reflink=1", xfs.toString());
    Path disk = Files.createDirectory(dir.resolve("reflinking"));
    Tools.run("mount", "-o", "loop", xfs.toString(), disk.toString());
    try {
      StateDirectory sharing = StateDirectory.open(disk.resolve("state"));
      Workspace workspace =
          new WorkspaceManager(sharing, () -> NOON)
              .create(new Request().build(), PullListener.NONE);
      Tools.run("sync", "-f", disk.toString());
      assertThat(Tools.run("filefrag", "-v", workspace.rootfs().toString())).contains("shared");
      assertSameBytes(workspace.rootfs(), sharing.index().match(image).getFirst().outputPath());
    } finally {
      Tools.run("umount", disk.toString());
    }
  }

  @Test
  void whatGoesWithAWorkspaceIsCounted() throws IOException {
    Workspace workspace = new Request().create();
    assertThat(state.workspaces().sizeBytes("w")).isEqualTo(workspace.sizeBytes());
    Files.delete(workspace.rootfs());
    assertThat(state.workspaces().sizeBytes("w")).isZero();
    assertKind(StoreException.Kind.NO_SUCH_WORKSPACE, () -> state.workspaces().sizeBytes("v"));
  }

  @Test
  void pruningRemovesLitter() throws IOException {
    Path litter = Files.createDirectories(state.path().resolve("workspaces/.dead.gone.tmp"));
    state.remover().prune();
    assertThat(litter).doesNotExist();
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

  @Test
  void aFullDiskCanBeEmptied() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      Tools.missing("mounting needs root");
    }
    Path disk = Files.createDirectory(dir.resolve("small"));
    Tools.run("mount", "-t", "tmpfs", "-o", "size=8m", "none", disk.toString());
    try {
      workspaces = new WorkspaceManager(StateDirectory.open(disk), () -> NOON);
      new Request().with("env").create();
      try (FileChannel rest =
          FileChannel.open(
              disk.resolve("rest"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer page = ByteBuffer.allocate(4096);
        assertThatThrownBy(
                () -> {
                  while (true) {
                    rest.write(page.clear());
                  }
                })
            .hasMessageContaining("No space left");
      }
      workspaces.delete("w");
      assertThat(StateDirectory.open(disk).index().list()).isEmpty();
      assertThat(disk.resolve("workspaces")).isEmptyDirectory();
    } finally {
      Tools.run("umount", disk.toString());
    }
  }
}
