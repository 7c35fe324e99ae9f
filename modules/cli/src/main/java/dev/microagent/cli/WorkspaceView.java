package dev.microagent.cli;

import dev.microagent.workspace.BootGuide;
import dev.microagent.workspace.Workspace;
import dev.microagent.workspace.WorkspacePlan;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What is said of workspaces, for people. */
final class WorkspaceView {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private WorkspaceView() {}

  static List<String> created(Workspace workspace) {
    BootGuide boot = workspace.boot();
    List<String> lines = new ArrayList<>();
    lines.add("created " + workspace.name());
    lines.add("  image     " + workspace.resolvedRef());
    lines.add("  platform  " + workspace.platform());
    lines.add("  size      " + ByteCount.text(workspace.sizeBytes()));
    lines.add("  path      " + workspace.rootfs());
    lines.add("Kernel command line:");
    lines.add("  " + boot.kernelArguments());
    lines.add("QEMU, with a kernel vmlinuz that has ext4 and NVMe built in:");
    lines.add("  " + BootGuide.inShell(boot.qemu()));
    lines.add("Firecracker, with a kernel vmlinux:");
    lines.add("  " + BootGuide.inShell(boot.firecrackerCommand()));
    return lines.stream().map(SafeText::of).toList();
  }

  static List<String> plan(WorkspacePlan plan) {
    String line =
        switch (plan.way()) {
          case CLONE ->
              "would copy " + Objects.requireNonNull(plan.recorded()).outputPath().toString();
          case PULL -> "would pull " + plan.source().canonical() + ", and copy what comes of it";
          case BUILD ->
              "would build from " + plan.source().canonical() + ", with the configuration in it";
        };
    return List.of(SafeText.of(line));
  }

  static void print(Session session, BootGuide boot, Create.Print what) {
    switch (what) {
      case KERNEL -> session.print(List.of(boot.kernelArguments()));
      case QEMU -> session.print(List.of(BootGuide.inShell(boot.qemu())));
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
