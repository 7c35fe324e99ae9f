package dev.microagent.cli;

import dev.microagent.workspace.BootGuide;
import dev.microagent.workspace.Workspace;
import dev.microagent.workspace.WorkspacePlan;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What is said of workspaces, for people. */
final class WorkspaceView {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private WorkspaceView() {}

  static List<String> created(Workspace workspace) {
    List<String> lines = new ArrayList<>();
    lines.add("created " + workspace.name());
    lines.add("  image     " + workspace.resolvedRef());
    lines.add("  platform  " + workspace.platform());
    lines.add("  size      " + ByteCount.text(workspace.sizeBytes()));
    lines.add("  path      " + workspace.rootfs());
    lines.addAll(
        workspace
            .boot()
            .map(WorkspaceView::boot)
            .orElse(List.of("How to boot this platform is not known here.")));
    return lines.stream().map(SafeText::of).toList();
  }

  private static List<String> boot(BootGuide boot) {
    return List.of(
        "Kernel command line:",
        "  " + boot.kernelArguments(),
        "QEMU, with a kernel vmlinuz that has ext4 and NVMe built in:",
        "  " + ShellText.of(boot.qemu()),
        "Firecracker, with a kernel vmlinux:",
        "  " + ShellText.of(boot.firecrackerCommand()));
  }

  /** A workspace's facts, and how to boot it where that is known. */
  static Map<String, Object> json(Workspace workspace) {
    Map<String, Object> json = new LinkedHashMap<>(workspace.toJson());
    workspace.boot().ifPresent(boot -> json.put("boot", boot.toJson()));
    return json;
  }

  static List<String> plan(WorkspacePlan plan) {
    String line =
        switch (plan.way()) {
          case CLONE -> "would copy " + baseline(plan);
          case BAKE -> "would copy " + baseline(plan) + ", and put the configuration in the copy";
          case PULL -> "would pull " + plan.source().canonical() + ", and copy what comes of it";
          case BUILD ->
              "would build from " + plan.source().canonical() + ", with the configuration in it";
        };
    return List.of(SafeText.of(line));
  }

  private static Path baseline(WorkspacePlan plan) {
    return Objects.requireNonNull(plan.recorded()).outputPath();
  }

  static void print(Session session, BootGuide boot, Create.Print what) {
    switch (what) {
      case KERNEL -> session.print(List.of(boot.kernelArguments()));
      case QEMU -> session.print(List.of(ShellText.of(boot.qemu())));
      case FIRECRACKER -> session.printJson(boot.firecracker());
    }
  }

  static List<String> table(List<Workspace> workspaces) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "IMAGE", "PLATFORM", "SIZE", "CREATED"));
    for (Workspace workspace : workspaces) {
      rows.add(
          List.of(
              workspace.name(),
              SafeText.of(workspace.imageRef()),
              SafeText.of(workspace.platform().toString()),
              ByteCount.text(workspace.sizeBytes()),
              TIME.format(workspace.createdAt())));
    }
    return TextTable.lines(rows);
  }
}
