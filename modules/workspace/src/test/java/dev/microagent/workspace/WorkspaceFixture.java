package dev.microagent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.GuestInit;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.rootfs.LayerOptions;
import dev.microagent.rootfs.PullListener;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A state directory with an image to make workspaces of, and what tests ask of both. */
abstract class WorkspaceFixture {

  static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path dir;

  StateDirectory state;
  WorkspaceManager workspaces;
  String image;
  GuestInits inits;

  @BeforeEach
  void open() throws IOException {
    state = StateDirectory.open(dir.resolve("state"));
    workspaces = new WorkspaceManager(state, () -> NOON);
    image = SampleLayout.write(dir.resolve("layout"), "amd64", "app");
    inits = GuestInits.only(GuestInit.of(elf((byte) 62)));
  }

  /** The beginning of an ELF executable for a machine: 62 is amd64, 243 riscv64. */
  static byte[] elf(byte machine) {
    byte[] elf = new byte[64];
    ByteBuffer.wrap(elf).putInt(0x7f454c46).putInt(0x02010100).put(16, (byte) 2).put(18, machine);
    return elf;
  }

  final class Request {
    String name = "w";
    String from = image;
    String architecture = "amd64";
    List<String> command;
    final List<String> env = new ArrayList<>();
    final List<String> setup = new ArrayList<>();
    final List<AttachedDisk> disks = new ArrayList<>();
    String shell;
    String hostname;
    OptionalLong size = OptionalLong.empty();

    WorkspaceRequest build() {
      return new WorkspaceRequest(
          name,
          from,
          Platform.parse(architecture),
          new GuestOptions(command, env, setup, List.of(), hostname, shell),
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

  AttachedDisk disk(String name, String mountpoint) throws IOException {
    Tools.need("mke2fs");
    Path file = dir.resolve(name + ".ext4");
    if (Files.notExists(file)) {
      Tools.run("mke2fs", "-q", "-F", "-t", "ext4", file.toString(), "8M");
    }
    return AttachedDisk.parse(name + "=" + file + ":" + mountpoint + ":rw");
  }

  ImageRecord baseline() throws IOException {
    return state.index().match(image).getFirst();
  }

  byte[] config(Workspace workspace) throws IOException {
    Tools.need("debugfs");
    Path copy = Files.createTempDirectory(dir, "dump").resolve("init.conf");
    Tools.run(
        "debugfs", "-R", "dump /etc/microagent/init.conf " + copy, workspace.rootfs().toString());
    return Files.readAllBytes(copy);
  }

  List<String> records(Workspace workspace) throws IOException {
    return List.of(new String(config(workspace), UTF_8).split("\0"));
  }

  List<Workspace> list() throws IOException {
    return workspaces.list(e -> fail(e));
  }

  List<Path> leftovers() throws IOException {
    if (Files.notExists(state.path().resolve("workspaces"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(state.path().resolve("workspaces"))) {
      return files.toList();
    }
  }

  /** A copy to compare with later. */
  Path kept(Path file) throws IOException {
    Path copy = dir.resolve("kept");
    Tools.run("cp", "--sparse=always", file.toString(), copy.toString());
    return copy;
  }

  static void assertSameBytes(Path file, Path other) throws IOException {
    assertThat(Files.mismatch(file, other)).isEqualTo(-1);
  }

  static long blocks(Path file) throws IOException {
    return Long.parseLong(Tools.run("stat", "-c", "%b", file.toString()).strip());
  }

  static void assertKind(StoreException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
