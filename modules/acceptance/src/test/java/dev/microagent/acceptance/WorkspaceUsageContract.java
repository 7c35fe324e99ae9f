package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;

import dev.microagent.acceptance.Row.Given;
import java.util.List;

/** What create and list say of command lines that make no sense: nothing is made then. */
final class WorkspaceUsageContract {

  private static final Given FRESH = place -> {};

  static final List<Row> ROWS =
      List.of(
          WorkspaceContract.create("create with what is no disk", FRESH, "--disk", "d=/mnt:ro")
              .exits(2)
              .err("microagent: bad usage: --disk: {*}\nhint: see 'microagent create --help'\n"),
          WorkspaceContract.create(
                  "create with a disk's name that QEMU refuses", FRESH, "--disk", "1d=a:/mnt:ro")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --disk: '1d' is not a disk's name: 1 to 64 letters, digits and underscores, a letter first
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create(
                  "create with a disk over the init's files", FRESH, "--disk", "d=a:/etc:rw")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --disk: no disk can be mounted at /etc: it would hide /etc/microagent, which the guest init needs
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create(
                  "create with a disk among the kernel's files", FRESH, "--disk", "d=a:/proc/x:rw")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --disk: no disk can be mounted at /proc/x: the kernel has its own files in /proc
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create("create with an empty entry point", FRESH, "--entrypoint", "")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --entrypoint: it is empty
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create(
                  "create with JSON that prints", FRESH, "--print", "qemu", "--json")
              .exits(2)
              .err(
                  "{\"error\":{\"code\":\"usage\",\"message\":\"bad usage: --print goes neither with"
                      + " --dry-run nor with --json\",\"hint\":\"see 'microagent create --help'\"}}\n"),
          WorkspaceContract.create("a dry run that prints", FRESH, "--print", "qemu", "--dry-run")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --print goes neither with --dry-run nor with --json
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create(
                  "create prints no guess", FRESH, "--arch", "riscv64", "--print", "qemu")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --print: how to boot riscv64 is not known here
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create("create prints what there is", FRESH, "--print", "x")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --print: 'x' is none of kernel, qemu, firecracker
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create("create with no hostname", FRESH, "--hostname", "a..b")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: 'a..b' is not a hostname: 1 to 64 letters, digits and hyphens, with dots between
                  hint: see 'microagent create --help'
                  """),
          WorkspaceContract.create("create with what is no variable", FRESH, "--env", "WORD")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: 'WORD' is not of the form NAME=VALUE
                  hint: see 'microagent create --help'
                  """),
          row("create of no image", FRESH, "create", "box")
              .exits(2)
              .err("microagent: bad usage: {*}\nhint: see 'microagent create --help'\n"),
          row("create with no name", FRESH, "create", "../box", "--image", "oci:{one}:v")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: '../box' is not a workspace's name: 1 to 63 letters, digits and hyphens, no hyphen first
                  hint: see 'microagent create --help'
                  """),
          row("list with an empty state directory", FRESH, "list", "--state-dir", "")
              .exits(2)
              .err(
                  """
                  microagent: bad usage: --state-dir: it is empty
                  hint: see 'microagent list --help'
                  """));

  private WorkspaceUsageContract() {}
}
