package dev.microagent.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.microagent.rootfs.PullListener;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import dev.microagent.store.WorkspaceBuild;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of workspaces: their files, their records, and nothing after them. */
class WorkspaceStorageTest extends WorkspaceFixture {

  @Test
  void itIsRecordedWithoutSecrets() throws IOException {
    Workspace made = new Request().with("env").create();
    Path directory = state.workspaces().path("w");
    assertThat(Files.readString(directory.resolve("workspace.json")))
        .contains("\"WORD\"")
        .doesNotContain("secret");
    assertThat(Files.readString(directory.resolve("firecracker.json")))
        .contains(made.rootfs().toString());
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(state.index().list())
        .singleElement()
        .satisfies(record -> {
          assertThat(record.outputPath()).isEqualTo(made.rootfs());
          assertThat(record.workspace()).contains("w");
          assertThat(record.lastUsedAt()).isEqualTo(NOON);
        });
    assertThat(list()).containsExactly(made);
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
    new Request().with("env").create();
    Path whole = state.workspaces().path("w").resolve("workspace.json");
    Path broken = Files.createDirectory(state.workspaces().path("broken"));
    Files.writeString(broken.resolve("workspace.json"), "{}");
    Files.writeString(broken.resolve("rootfs.ext4"), "");
    try (WorkspaceBuild _ = state.workspaces().begin("making")) {
      Path half = Files.createDirectory(state.workspaces().path("making"));
      Files.copy(whole, half.resolve("workspace.json"));
      Files.writeString(half.resolve("rootfs.ext4"), "");
      state.workspaces().mendRecords();
      assertThat(recorded()).containsExactly("w");
    }
    state.workspaces().mendRecords();
    assertThat(recorded()).containsExactlyInAnyOrder("w", "making");
  }

  private List<String> recorded() throws IOException {
    return state.index().list().stream().flatMap(image -> image.workspace().stream()).toList();
  }

  @Test
  void oneAtATimeMakesOrDeletesAName() throws IOException {
    new Request().create();
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
