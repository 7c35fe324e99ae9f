package dev.microagent.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestDisk;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.rootfs.LayerOptions;
import dev.microagent.store.Workspaces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceRequestTest {

  @TempDir Path dir;

  @Test
  void namesAreHostnames() {
    assertThat(List.of("a", "A-1", "9", "x".repeat(63))).allMatch(Workspaces::isName);
    assertThat(List.of("", "-a", "a.b", "a/b", "..", "a b", "ä", "x".repeat(64), "a\n"))
        .noneMatch(Workspaces::isName);
  }

  @Test
  void aDiskIsReadFromLeftAndRight() {
    assertThat(AttachedDisk.parse("d=/a:b=c:/mnt/x:ro"))
        .isEqualTo(new AttachedDisk("d", Path.of("/a:b=c"), "/mnt/x", true));
    assertThat(AttachedDisk.parse("d=/b:/x,y z.ext4:/srv:ro"))
        .isEqualTo(new AttachedDisk("d", Path.of("/b:/x,y z.ext4"), "/srv", true));
    assertThat(AttachedDisk.parse("d_1=rel:/m:rw").file()).isAbsolute();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d",
        "d=/a",
        "d=/a:/m",
        "d=/a:/m:rx",
        "d=/a:m:ro",
        "=/a:/m:ro",
        "d-1=/a:/m:ro",
        "1d=/a:/m:ro",
        "_d=/a:/m:ro",
        "d=/a:/proc:ro",
        "d=/a:/:ro",
        "d=/a:/m/../n:ro",
        "rootfs=/a:/m:ro"
      })
  void whatIsNoDisk(String text) {
    assertThatThrownBy(() -> AttachedDisk.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDisksPathIsLeftAsItIs() {
    assertThat(AttachedDisk.parse("d=/link/../a:/m:ro").file()).hasToString("/link/../a");
  }

  @Test
  void onlyARegularFileIsADisk() throws IOException, InterruptedException {
    Path fifo = dir.resolve("fifo");
    Tools.run("mkfifo", fifo.toString());
    for (Path file : List.of(fifo, dir, Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> new AttachedDisk("d", file, "/m", true).inGuest())
          .isInstanceOf(GuestConfigException.class)
          .hasMessage("disk d: " + file + " is not a regular file");
    }
  }

  @Test
  void aGuestIsCalledAsItsWorkspaceUnlessItHasAName() {
    assertThat(request(GuestOptions.NONE).guest().hostname()).isEqualTo("w");
    assertThat(request(GuestOptions.NONE.orHostname("host")).guest().hostname()).isEqualTo("host");
  }

  @Test
  void disksHaveNamesAndPlacesOfTheirOwnAndFiles() {
    AttachedDisk disk = new AttachedDisk("d", Path.of("/d"), "/m", true);
    for (AttachedDisk other :
        List.of(
            new AttachedDisk("d", Path.of("/e"), "/n", true),
            new AttachedDisk("e", Path.of("/e"), "/m", true))) {
      assertThatThrownBy(() -> request(GuestOptions.NONE, disk, other))
          .isInstanceOf(IllegalArgumentException.class);
    }
    GuestOptions mounting =
        GuestOptions.NONE.withDisks(List.of(new GuestDisk(new UUID(1, 2), "/m", true)));
    assertThatThrownBy(() -> request(mounting)).isInstanceOf(IllegalArgumentException.class);
  }

  private static WorkspaceRequest request(GuestOptions guest, AttachedDisk... disks) {
    return new WorkspaceRequest(
        "w",
        "i",
        Platform.parse("amd64"),
        guest,
        List.of(disks),
        new WorkspaceRequest.Making(
            OptionalLong.empty(),
            null,
            GuestInits.none(),
            false,
            SourceOptions.DEFAULTS,
            LayerOptions.DEFAULTS));
  }

  @Test
  void monitorsAreToldOfDisks() {
    BootGuide boot = workspace("arm64").boot().orElseThrow();
    assertThat(boot.qemu())
        .startsWith("qemu-system-aarch64", "-M", "virt")
        .contains("file=/s/a,,b/rootfs.ext4,format=raw,if=none,id=rootfs")
        .contains("file=/d,format=raw,if=none,id=data,readonly=on");
    assertThat(boot.kernelArguments()).startsWith("console=ttyAMA0 root=/dev/vda rw ");
    assertThat(boot.toJson())
        .containsEntry(
            "firecracker_command",
            List.of("firecracker", "--no-api", "--config-file", "/s/a,b/firecracker.json"));
    assertThat(boot.firecracker().get("drives").toString())
        .contains("path_on_host=/s/a,b/rootfs.ext4, is_root_device=true, is_read_only=false")
        .contains("drive_id=data, path_on_host=/d, is_root_device=false, is_read_only=true");
  }

  @Test
  void noMachineIsGuessed() {
    assertThat(workspace("amd64").boot().orElseThrow().qemu())
        .startsWith("qemu-system-x86_64", "-M", "q35");
    assertThat(workspace("riscv64").boot()).isEmpty();
    assertThat(workspace("386").boot()).isEmpty();
  }

  private static Workspace workspace(String architecture) {
    return new Workspace(
        "w",
        "i",
        "i@d",
        Platform.parse(architecture),
        Path.of("/s/a,b/rootfs.ext4"),
        1,
        Instant.EPOCH,
        true,
        null,
        List.of(),
        List.of(),
        List.of(new AttachedDisk("data", Path.of("/d"), "/m", true)),
        "w",
        null);
  }
}
