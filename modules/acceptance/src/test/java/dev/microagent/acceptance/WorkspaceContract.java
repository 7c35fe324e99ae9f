package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What create, list and delete promise, row by row. */
final class WorkspaceContract {

  private static final Given FRESH = place -> {};
  private static final Given PULLED = place -> place.pull("oci:{one}:v");
  private static final Given CREATED = place -> create(place, "box");

  private static final Given DISK =
      place ->
          Tools.run(
              Tools.find("mke2fs"), "-q", "-F", "-t", "ext4", place.home().resolve("d.ext4"), "8M");

  /** A baseline under another name. */
  private static final Given LINKED =
      place -> {
        place.pull("oci:{one}:v");
        Path baseline = State.list(place.microagent()).onlyFile();
        Files.createLink(place.home().resolve("link"), baseline);
      };

  private static final Given FIFO =
      place -> Tools.run(Tools.find("mkfifo"), place.home().resolve("fifo"));

  private static final String REPORT =
      """
        image     oci:{one}@{digest:one}
        platform  linux/{architecture}
        size      {*}
        path      {state}/workspaces/box/rootfs.ext4
      Kernel command line:
        console={*} root=/dev/vda rw rootfstype=ext4 init=/sbin/microagent-init {*}
      QEMU, with a kernel vmlinuz that has ext4 and NVMe built in:
        qemu-system-{*} -drive file={state}/workspaces/box/rootfs.ext4,{*}
      Firecracker, with a kernel vmlinux:
        firecracker --no-api --config-file {state}/workspaces/box/firecracker.json
      """;

  private static final Then SOUND =
      place -> {
        State state = State.list(place.microagent());
        state.assertFilesExist();
        state.assertSound();
        State.assertNoLitter(place.state());
      };

  private static final Then NONE_THERE =
      place -> {
        if (Files.exists(place.state().resolve("workspaces"))) {
          assertThat(place.state().resolve("workspaces")).isEmptyDirectory();
        }
        State.assertNoLitter(place.state());
      };

  static final List<Row> ROWS =
      List.of(
          create("create of what is pulled", PULLED).out("created box\n" + REPORT).then(SOUND),
          create("create of what isn't pulls it", FRESH)
              .out("created box\n" + REPORT)
              .err("layer 1 of 1: {*}\nwriting file system\n")
              .then(place -> {
                SOUND.check(place);
                // The workspace's own, and the baseline that it is a copy of.
                assertThat(State.list(place.microagent()).records()).hasSize(2);
              }),
          create(
                  "create with all that goes into the root",
                  DISK,
                  "-q",
                  "--setup",
                  "echo set up",
                  "--entrypoint",
                  "[\"/bin/app\", \"two words\"]",
                  "--env",
                  "WORD=secret",
                  "--disk",
                  "data={home}/d.ext4:/mnt/data:ro",
                  "--hostname",
                  "host.example",
                  "--shell",
                  "/bin/sh")
              .out("created box\n" + REPORT)
              .then(place -> {
                SOUND.check(place);
                assertThat(Files.readString(place.state().resolve("workspaces/box/workspace.json")))
                    .contains("\"two words\"", "\"host.example\"", "\"WORD\"")
                    .doesNotContain("secret");
              }),
          create(
                  "create for this architecture, at a size",
                  FRESH,
                  "-q",
                  "--arch",
                  "{architecture}",
                  "--size-mib",
                  "64",
                  "--layer-cache-mib",
                  "1",
                  "--max-concurrent-downloads",
                  "1")
              .out(
                  "created box\n{*}\n{*}\n  size      64.0 MiB\n{*}\n{*}\n{*}\n{*}\n{*}\n{*}\n{*}\n"),
          create("create with JSON", PULLED, "--json")
              .out(
                  """
                  {
                    "name": "box",
                    "image_ref": "oci:{one}:v",
                    "resolved_ref": "oci:{one}@{digest:one}",
                    "platform": {
                      "os": "linux",
                      "architecture": "{architecture}"
                    },
                    "output_path": "{state}/workspaces/box/rootfs.ext4",
                    "size_bytes": {*},
                    "created_at": "{*}Z",
                    "baked": false,
                    "env": [],
                    "setup": [],
                    "disks": [],
                    "hostname": "box",
                    "boot": {
                      "kernel_args": "{*} microagent.hostname=box",
                      "qemu": [
                  """
                      + "{*}\n".repeat(28)
                      + """
                          ],
                          "firecracker": {
                      """
                      + "{*}\n".repeat(16)
                      + """
                          },
                          "firecracker_command": [
                            "firecracker",
                            "--no-api",
                            "--config-file",
                            "{state}/workspaces/box/firecracker.json"
                          ]
                        }
                      }
                      """),
          create("create that prints for Firecracker", PULLED, "--print", "firecracker")
              .out(
                  """
                  {
                    "boot-source": {
                      "kernel_image_path": "vmlinux",
                      "boot_args": "console=ttyS0 pci=off {*} init=/sbin/microagent-init {*} microagent.hostname=box"
                    },
                    "drives": [
                      {
                        "drive_id": "rootfs",
                        "path_on_host": "{state}/workspaces/box/rootfs.ext4",
                        "is_root_device": true,
                        "is_read_only": false
                      }
                    ],
                    "machine-config": {
                      "vcpu_count": 2,
                      "mem_size_mib": 1024
                    }
                  }
                  """),
          create("create that prints the kernel's line", PULLED, "--print", "kernel")
              .out("console={*} init=/sbin/microagent-init {*} microagent.hostname=box\n"),
          create("create that prints for QEMU", PULLED, "--print", "qemu")
              .out("qemu-system-{*} -kernel vmlinuz -append '{*}' -drive {*}\n"),
          create("a dry run copies nothing", PULLED, "--dry-run")
              .out("would copy {state}/images/rootfs/{*}.ext4\n")
              .then(NONE_THERE),
          create("a dry run pulls nothing", FRESH, "--dry-run")
              .out("would pull oci:{one}:v, and copy what comes of it\n")
              .then(place -> assertThat(place.state()).doesNotExist()),
          create("a dry run bakes nothing", PULLED, "--dry-run", "--env", "A=b")
              .out(
                  "would copy {state}/images/rootfs/{*}.ext4, and put the configuration in the copy\n")
              .then(NONE_THERE),
          create("a dry run builds nothing", FRESH, "--dry-run", "--env", "A=b")
              .out("would build from oci:{one}:v, with the configuration in it\n")
              .then(place -> assertThat(place.state()).doesNotExist()),
          create("a dry run as JSON", FRESH, "--dry-run", "--json")
              .out(
                  """
                  {
                    "way": "pull",
                    "image_ref": "oci:{one}:v",
                    "source": "oci:{one}:v"
                  }
                  """),
          create("a name is taken once", CREATED)
              .exits(1)
              .err(
                  """
                  microagent: cannot create box: there is a workspace of that name already
                  hint: choose another name, or delete it with 'microagent delete'
                  """),
          create("create with no mke2fs", FRESH, "--mke2fs", "{home}/none")
              .exits(1)
              .err("microagent: cannot create box: {home}/none: there is no such program\n{*}\n")
              .then(NONE_THERE),
          create("create with no guest init", FRESH, "--guest-init", "{home}/none")
              .exits(1)
              .err("microagent: cannot create box: {home}/none: no such file\n")
              .then(NONE_THERE),
          create("create with no disk", FRESH, "--disk", "d={home}/none:/mnt:ro")
              .exits(1)
              .err("microagent: cannot create box: {home}/none: no such file\n")
              .then(NONE_THERE),
          create(
                  "create with no place for a disk",
                  DISK,
                  "-q",
                  "--disk",
                  "d={home}/d.ext4:/data:ro")
              .exits(1)
              .err(
                  """
                  microagent: cannot create box: no disk can be mounted in the image: /data leads to something that is not a directory
                  """)
              .then(NONE_THERE),
          create("create with a FIFO as disk", FIFO, "--disk", "d={home}/fifo:/mnt:ro")
              .exits(1)
              .err("microagent: cannot create box: disk d: {home}/fifo is not a regular file\n")
              .then(NONE_THERE),
          create("create with a baseline to write to", LINKED, "--disk", "d={home}/link:/mnt:rw")
              .exits(1)
              .err(
                  """
                  microagent: cannot create box: disk d: {home}/link is an image's root file system, which can only be attached read-only
                  """)
              .then(NONE_THERE),
          create("create with a directory as disk", FRESH, "--disk", "d={home}:/mnt:ro")
              .exits(1)
              .err("microagent: cannot create box: disk d: {home} is not a regular file\n")
              .then(NONE_THERE),
          row(
                  "create from a registry",
                  FRESH,
                  "create",
                  "box",
                  "-q",
                  "--image",
                  "{registry}/app:one",
                  "--plain-http")
              .out("created box\n{*}" + "\n{*}".repeat(9) + "\n")
              .then(SOUND),
          row(
                  "create with no authorities",
                  FRESH,
                  "create",
                  "box",
                  "--image",
                  "x",
                  "--ca-file",
                  "{home}/none")
              .exits(1)
              .err("microagent: cannot create box: {home}/none: no such file\n")
              .then(NONE_THERE),
          // list
          row("list of no workspaces", FRESH, "list")
              .err("No workspaces in {state} yet. To make one:\n{*}\n")
              .then(place -> assertThat(place.state()).doesNotExist()),
          row("list of no workspaces as JSON", FRESH, "list", "--json")
              .out("{\n  \"workspaces\": []\n}\n"),
          row("list where no directory can be", FRESH, "list", "--state-dir", "/dev/null")
              .exits(1)
              .err(
                  """
                  microagent: cannot list the workspaces: /dev/null is not a directory
                  hint: choose another with --state-dir
                  """),
          row("list of workspaces", CREATED, "list")
              .out("NAME{*}IMAGE{*}PLATFORM{*}SIZE{*}CREATED\nbox {*}oci:{one}:v {*}\n"),
          row("images list tells workspaces' records from images'", CREATED, "images", "list")
              .out("IMAGE {*} LAST USED {*} WORKSPACE\noci:{one}:v {*} -\noci:{one}:v {*} box\n"),

          // delete
          row("delete asks", CREATED, "delete", "box")
              .exits(3)
              .err(
                  """
                  microagent: cannot delete box: it needs to be confirmed, and nobody can be asked
                  hint: use --yes to go ahead
                  """)
              .then(place -> assertThat(place.state().resolve("workspaces/box")).exists()),
          row("delete is declined", CREATED, "delete", "box")
              .answered("n\n")
              .exits(3)
              .out(
                  "This deletes for good:\r\n  {state}/workspaces/box\r\nIts root file system has"
                      + " {*} GiB as the guest sees it; on disk it takes less.\r\nDelete? [y/N]"
                      + " {*}\r\n{*}\r\n")
              .then(place -> assertThat(place.state().resolve("workspaces/box")).exists()),
          row("delete", CREATED, "delete", "box", "--yes")
              .out("deleted box\n")
              .then(place -> {
                NONE_THERE.check(place);
                assertThat(State.list(place.microagent()).records()).hasSize(1);
              }),
          row("delete as JSON", CREATED, "delete", "box", "-y", "--json")
              .out("{\n  \"deleted\": [\n    \"box\"\n  ]\n}\n"),
          row("delete of none", FRESH, "delete", "box", "--yes")
              .exits(1)
              .err(
                  """
                  microagent: cannot delete box: there is no such workspace
                  hint: see 'microagent list' for what there is
                  """),
          row(
                  "prune leaves workspaces alone",
                  CREATED,
                  "images",
                  "prune",
                  "--delete",
                  "--yes",
                  "-q")
              .out("removed {*}\ndeleted {*}\n")
              .then(place -> {
                SOUND.check(place);
                assertThat(place.state().resolve("workspaces/box/rootfs.ext4")).exists();
              }));

  private WorkspaceContract() {}

  /** A row of {@code create box --image} with more. */
  static Row create(String name, Given given, String... more) {
    List<String> arguments = new ArrayList<>(List.of("create", "box", "--image", "oci:{one}:v"));
    arguments.addAll(Arrays.asList(more));
    return row(name, given, arguments.toArray(String[]::new));
  }

  private static void create(Place place, String name) throws Exception {
    Result result = place.microagent().run("create", name, "--image", place.fill("oci:{one}:v"));
    assertThat(result.code()).as(result.err()).isZero();
  }
}
