package dev.microagent.workspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to boot a workspace: what virtual machine monitors are to be told. */
public final class BootGuide {

  /** Beside the root file system: Firecracker's configuration. */
  static final String FIRECRACKER_FILE = "firecracker.json";

  /** Where the kernels are expected: in the working directory of who starts the machine. */
  private static final String QEMU_KERNEL = "vmlinuz";

  private static final String FIRECRACKER_KERNEL = "vmlinux";

  private static final int MEMORY_MIB = 1024;
  private static final int CPUS = 2;

  /**
   * What QEMU has for an architecture.
   *
   * @param program that emulates it
   * @param name of the board
   * @param console that the kernel has there
   */
  private record Machine(String program, String name, String console) {}

  /** By architecture: those that the printed commands were tried with. */
  private static final Map<String, Machine> MACHINES =
      Map.of(
          "amd64", new Machine("qemu-system-x86_64", "q35", "ttyS0"),
          "arm64", new Machine("qemu-system-aarch64", "virt", "ttyAMA0"));

  private final Workspace workspace;
  private final Machine machine;

  private BootGuide(Workspace workspace, Machine machine) {
    this.workspace = workspace;
    this.machine = machine;
  }

  /** Whether it is known how an architecture boots. */
  public static boolean knows(String architecture) {
    return MACHINES.containsKey(architecture);
  }

  /** A workspace's; none where its architecture isn't known. */
  static Optional<BootGuide> of(Workspace workspace) {
    return Optional.ofNullable(MACHINES.get(workspace.platform().architecture()))
        .map(machine -> new BootGuide(workspace, machine));
  }

  /** The kernel's command line where the root is the first virtio disk. */
  public String kernelArguments() {
    return kernelArguments(machine.console(), "root=/dev/vda rw ");
  }

  private String kernelArguments(String console, String root) {
    StringBuilder line = new StringBuilder();
    line.append("console=%s %srootfstype=ext4 ".formatted(console, root));
    // The init ends with a restart: "k" and "panic" make that the end of the machine.
    line.append("init=/sbin/microagent-init reboot=k panic=1 quiet");
    if (!workspace.baked()) {
      line.append(" microagent.hostname=").append(workspace.hostname());
      if (workspace.shell() != null) {
        line.append(" microagent.shell=").append(workspace.shell());
      }
    }
    return line.toString();
  }

  /**
   * The command of QEMU, whose kernel needs ext4 and NVMe built in, as Debian's cloud kernel has.
   */
  public List<String> qemu() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(machine.program(), "-M", machine.name()));
    command.addAll(List.of("-accel", "kvm", "-accel", "tcg", "-cpu", "max"));
    command.addAll(List.of("-m", Integer.toString(MEMORY_MIB), "-smp", Integer.toString(CPUS)));
    command.addAll(List.of("-no-user-config", "-nodefaults", "-display", "none", "-no-reboot"));
    // Beside the monitor, so that Ctrl-C goes to the guest and doesn't cut its power.
    command.addAll(List.of("-serial", "mon:stdio", "-kernel", QEMU_KERNEL, "-append"));
    command.add(kernelArguments(machine.console(), "root=/dev/nvme0n1 rw "));
    command.addAll(drive(AttachedDisk.ROOT, workspace.rootfs(), false));
    for (AttachedDisk disk : workspace.disks()) {
      command.addAll(drive(disk.name(), disk.file(), disk.readOnly()));
    }
    return command;
  }

  private static List<String> drive(String name, Path file, boolean readOnly) {
    // A comma in a value is written twice.
    String path = file.toString().replace(",", ",,");
    return List.of(
        "-drive",
        "file=%s,format=raw,if=none,id=%s%s".formatted(path, name, readOnly ? ",readonly=on" : ""),
        "-device",
        "nvme,drive=%s,serial=%s".formatted(name, name));
  }

  /** Firecracker's configuration, ready for JSON. It adds the root's device to the command line. */
  public Map<String, Object> firecracker() {
    Map<String, Object> boot = new LinkedHashMap<>();
    boot.put("kernel_image_path", FIRECRACKER_KERNEL);
    boot.put("boot_args", kernelArguments("ttyS0", "pci=off "));
    List<Map<String, Object>> drives = new ArrayList<>();
    drives.add(firecrackerDrive(AttachedDisk.ROOT, workspace.rootfs(), true, false));
    for (AttachedDisk disk : workspace.disks()) {
      drives.add(firecrackerDrive(disk.name(), disk.file(), false, disk.readOnly()));
    }
    Map<String, Object> size = new LinkedHashMap<>();
    size.put("vcpu_count", CPUS);
    size.put("mem_size_mib", MEMORY_MIB);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("boot-source", boot);
    json.put("drives", drives);
    json.put("machine-config", size);
    return json;
  }

  private static Map<String, Object> firecrackerDrive(
      String name, Path file, boolean root, boolean readOnly) {
    Map<String, Object> drive = new LinkedHashMap<>();
    drive.put("drive_id", name);
    drive.put("path_on_host", file.toString());
    drive.put("is_root_device", root);
    drive.put("is_read_only", readOnly);
    return drive;
  }

  /** The command of Firecracker, with that configuration. */
  public List<String> firecrackerCommand() {
    Path file = workspace.rootfs().resolveSibling(FIRECRACKER_FILE);
    return List.of("firecracker", "--no-api", "--config-file", file.toString());
  }

  /** Ready for JSON. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kernel_args", kernelArguments());
    json.put("qemu", qemu());
    json.put("firecracker", firecracker());
    json.put("firecracker_command", firecrackerCommand());
    return json;
  }
}
