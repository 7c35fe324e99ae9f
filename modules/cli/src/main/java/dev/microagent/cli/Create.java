package dev.microagent.cli;

import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.workspace.AttachedDisk;
import dev.microagent.workspace.BootGuide;
import dev.microagent.workspace.Workspace;
import dev.microagent.workspace.WorkspaceManager;
import dev.microagent.workspace.WorkspacePlan;
import dev.microagent.workspace.WorkspaceRequest;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.jr.ob.JSON;

/** Makes a workspace. */
final class Create extends Action {

  /** What of the boot guide is wanted. */
  enum Print {
    KERNEL,
    QEMU,
    FIRECRACKER
  }

  /** A command, word by word. */
  record Words(List<String> list) {}

  private final PositionalParamSpec name =
      PositionalParamSpec.builder()
          .paramLabel("NAME")
          .required(true)
          .description("What to call it: 1 to 63 letters, digits and hyphens, no hyphen first.")
          .build();

  private final OptionSpec image =
      OptionSpec.builder("--image")
          .paramLabel("IMAGE")
          .type(String.class)
          .required(true)
          .description(
              "What to make it of: the name or digest of an image that is recorded here, or"
                  + " whatever 'images pull' takes.")
          .build();

  private final OptionSpec setup =
      OptionSpec.builder("--setup")
          .paramLabel("CMD")
          .type(List.class)
          .auxiliaryTypes(String.class)
          .initialValue(List.of())
          .description("Command line for /bin/sh, run as root at the first boot. May be repeated.")
          .build();

  private final OptionSpec entrypoint =
      OptionSpec.builder("--entrypoint")
          .paramLabel("CMD")
          .type(Words.class)
          .converters(Create::words)
          .description(
              "What to run in place of the image's entry point and its arguments: a command line"
                  + " for /bin/sh, or a JSON array of words.")
          .build();

  private final OptionSpec env =
      OptionSpec.builder("--env")
          .paramLabel("K=V")
          .type(List.class)
          .auxiliaryTypes(String.class)
          .initialValue(List.of())
          .description("Variable of the command's environment. May be repeated.")
          .build();

  private final OptionSpec disks =
      OptionSpec.builder("--disk")
          .paramLabel("N=PATH:/MNT:ro|rw")
          .type(List.class)
          .auxiliaryTypes(AttachedDisk.class)
          .converters(Create::disk)
          .initialValue(List.of())
          .description(
              "File with an ext4 file system to attach as disk N and mount at /MNT, found by its"
                  + " UUID. May be repeated.")
          .build();

  private final OptionSpec hostname =
      OptionSpec.builder("--hostname")
          .paramLabel("H")
          .type(String.class)
          .description("Hostname of the guest (default: NAME).")
          .build();

  private final OptionSpec shell =
      OptionSpec.builder("--shell")
          .paramLabel("PATH")
          .type(String.class)
          .description("Shell to start on the console, as root (default: none).")
          .build();

  private final OptionSpec print =
      OptionSpec.builder("--print")
          .paramLabel("WHAT")
          .type(Print.class)
          .converters(Create::print)
          .description(
              "Print this only: 'kernel' for the kernel's command line, 'qemu' for QEMU's command,"
                  + " 'firecracker' for Firecracker's configuration.")
          .build();

  private final OptionSpec dryRun =
      OptionSpec.builder("--dry-run")
          .initialValue(false)
          .description("Say how it would be made, and make nothing.")
          .build();

  private final BuildOptions build = new BuildOptions(spec());

  private final RegistryOptions registry = new RegistryOptions(spec());

  private final FetchOptions layers = new FetchOptions(spec());

  Create() {
    super("create");
    spec()
        .addPositional(name)
        .addOption(image)
        .addOption(setup)
        .addOption(entrypoint)
        .addOption(env)
        .addOption(disks)
        .addOption(hostname)
        .addOption(shell)
        .addOption(print)
        .addOption(dryRun);
    spec()
        .usageMessage()
        .header("Make a workspace: a root file system of its own, ready to boot.")
        .description(
            "",
            "Without setup commands, entry point, variables and disks it is a copy of the image's"
                + " root file system, which is pulled first if it isn't here. Otherwise its"
                + " configuration is put into it: into a copy where that is enough, else it is built"
                + " from the image. Afterwards it says how to boot it.")
        .footer(
            "",
            "Examples:",
            "  microagent create research --image ubuntu:24.04 --shell /bin/bash",
            "  microagent create web --image nginx --env PORT=8080 --disk data=data.ext4:/srv:rw",
            "  microagent create ci --image debian --setup 'mkdir /work' --entrypoint 'cd /work; make"
                + " test'");
  }

  @Override
  String intent() {
    return "create " + name.getValue();
  }

  @Override
  void run(Session session) throws IOException {
    Print wanted = print.getValue();
    boolean plansOnly = dryRun.getValue();
    if (wanted != null && (plansOnly || session.json())) {
      throw badUsage("--print goes neither with --dry-run nor with --json");
    }
    if (wanted != null && !BootGuide.knows(build.platform().architecture())) {
      throw badUsage(
          "--print: how to boot %s is not known here".formatted(build.platform().architecture()));
    }
    WorkspaceManager workspaces = new WorkspaceManager(session.state());
    WorkspaceRequest request = request(session);
    if (plansOnly) {
      WorkspacePlan plan = workspaces.plan(request);
      if (session.json()) {
        session.printJson(plan.toJson());
      } else {
        session.print(WorkspaceView.plan(plan));
      }
      return;
    }
    Workspace workspace;
    try (PullProgress progress = PullProgress.start(session, image.getValue())) {
      workspace = workspaces.create(request, progress.listener());
    }
    if (wanted != null) {
      WorkspaceView.print(session, workspace.boot().orElseThrow(), wanted);
    } else if (session.json()) {
      session.printJson(WorkspaceView.json(workspace));
    } else {
      session.print(WorkspaceView.created(workspace));
    }
  }

  private static Print print(String text) {
    for (Print print : Print.values()) {
      if (print.name().equalsIgnoreCase(text)) {
        return print;
      }
    }
    throw new TypeConversionException("'%s' is none of kernel, qemu, firecracker".formatted(text));
  }

  private WorkspaceRequest request(Session session) throws IOException {
    SourceOptions source = registry.sourceOptions(session.environment());
    Words command = entrypoint.getValue();
    try {
      return new WorkspaceRequest(
          name.getValue(),
          image.getValue(),
          build.platform(),
          new GuestOptions(
              command == null ? null : command.list(),
              env.getValue(),
              setup.getValue(),
              List.of(),
              hostname.getValue(),
              shell.getValue()),
          disks.getValue(),
          new WorkspaceRequest.Making(
              build.size(),
              build.mke2fs(),
              build.guestInits(session.environment()),
              build.guestInit() != null,
              source,
              layers.layerOptions(session.environment())));
    } catch (IllegalArgumentException e) {
      throw badUsage(String.valueOf(e.getMessage()));
    }
  }

  /** Reads CMD. */
  static Words words(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("it is empty");
    }
    List<String> words = text.startsWith("[") ? array(text) : List.of();
    // No command line begins so, where the shell would look for a program of that name.
    if (words.isEmpty() && (text.startsWith("[\"") || text.startsWith("[]"))) {
      throw new TypeConversionException("it begins like a JSON array, but is none of words");
    }
    return new Words(words.isEmpty() ? List.of("/bin/sh", "-c", text) : words);
  }

  /** The strings of a JSON array; none where it is anything else, such as sh's {@code [ -e x ]}. */
  private static List<String> array(String text) {
    List<String> words = new ArrayList<>();
    try (JsonParser parser = JSON.std.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        words.add(parser.getString());
      }
      boolean whole = parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
      return whole ? words : List.of();
    } catch (JacksonException _) {
      return List.of();
    }
  }

  private static AttachedDisk disk(String text) {
    try {
      return AttachedDisk.parse(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s' has no path that can be".formatted(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
