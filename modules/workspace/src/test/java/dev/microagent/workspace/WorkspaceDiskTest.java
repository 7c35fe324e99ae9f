package dev.microagent.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.workspace.WorkspacePlan.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks that are attached. */
class WorkspaceDiskTest extends WorkspaceFixture {

  private static final String ASTRAY =
      "no disk can be mounted at %s: in the image that leads through %s, which is mounted over";

  @Test
  void mountpointsAreThere() throws IOException {
    Tools.need("debugfs");
    Workspace workspace = new Request().with("disk").create();
    assertThat(Tools.run("debugfs", "-R", "stat /data", workspace.rootfs().toString()))
        .contains("Type: directory");
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

  /** A disk may neither hide the symlink that leads to another one nor lack what it leads to. */
  @ParameterizedTest
  @CsvSource({
    "/usr/local/data, /usr/local",
    "/usr/local/data, /usr",
    "/usr/local/data/x, /usr/local",
    "/opt/link, /opt",
    "/link, /var",
    "/link/x, /var"
  })
  void noDiskChangesWhereAnotherOneIsMounted(String mountpoint, String other) throws IOException {
    AttachedDisk led = disk("led", mountpoint);
    AttachedDisk above = new AttachedDisk("above", disk("above", other).file(), other, true);
    for (List<AttachedDisk> disks : List.of(List.of(led, above), List.of(above, led))) {
      Request request = new Request();
      request.disks.addAll(disks);
      assertThatThrownBy(request::create)
          .isInstanceOf(GuestConfigException.class)
          .hasMessage(ASTRAY, mountpoint, other);
    }
    assertThat(leftovers()).isEmpty();
  }

  /** What lies in another one's place is so by the last names of its mountpoint. */
  @Test
  void aDiskIsMountedThroughASymlink() throws IOException {
    Request request = new Request();
    request.disks.add(disk("inner", "/usr/local/data/inner"));
    request.disks.add(disk("beside", "/usr/local/beside"));
    request.disks.add(disk("data", "/opt/link"));
    assertThat(records(request.create()).stream().filter(record -> record.startsWith("disk=")))
        .satisfiesExactly(
            data -> assertThat(data).endsWith(":/opt/link:rw"),
            inner -> assertThat(inner).endsWith(":/usr/local/data/inner:rw"),
            beside -> assertThat(beside).endsWith(":/usr/local/beside:rw"));
    assertThat(list().getFirst().disks()).isEqualTo(request.disks);
  }

  /** The guest init mounts an empty file system at /run before any disk. */
  @Test
  void noSymlinkLeadsADiskToWhatTheInitHides() throws IOException {
    Request request = new Request();
    request.disks.add(disk("data", "/lock/x"));
    assertThatThrownBy(request::create)
        .isInstanceOf(GuestConfigException.class)
        .hasMessage(ASTRAY, "/lock/x", "/run");
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
}
