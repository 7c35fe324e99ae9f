package dev.microagent.cli;

import dev.microagent.registry.SourceOptions;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.jr.ob.JSON;

/** Makes a workspace. */
@Command(
    name = "create",
    header = "Make a workspace: a root file system of its own, ready to boot.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "Without setup commands, entry point, variables and disks it is a copy of the image's root file"
          + " system, which is pulled first if it isn't here. Otherwise it is built from the image,"
          + " with its configuration in it. Afterwards it says how to boot it."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  microagent create research --image ubuntu:24.04 --shell /bin/bash",
      "  microagent create web --image nginx --env PORT=8080 --disk data=data.ext4:/srv:rw",
      "  microagent create ci --image debian --setup 'apt-get update' --entrypoint 'make test'"
    })
final class Create implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "What to call it: 1 to 63 letters, digits and hyphens, no hyphen first.")
  String name = "";

  @Option(
      names = "--image",
      required = true,
      paramLabel = "IMAGE",
      description =
          "What to make it of: the name or digest of an image that is recorded here, or whatever"
              + " 'images pull' takes.")
  String image = "";

  @Option(
      names = "--setup",
      paramLabel = "CMD",
      description = "Command line for /bin/sh, run as root at the first boot. May be repeated.")
  List<String> setup = new ArrayList<>();

  @Option(
      names = "--entrypoint",
      paramLabel = "CMD",
      converter = CommandConverter.class,
      description =
          "What to run in place of the image's entry point and its arguments: a command line for"
              + " /bin/sh, or a JSON array of words.")
  @Nullable Words entrypoint;

  @Option(
      names = "--env",
      paramLabel = "K=V",
      description = "Variable of the command's environment. May be repeated.")
  List<String> env = new ArrayList<>();

  @Option(
      names = "--disk",
      paramLabel = "N=PATH:/MNT:ro|rw",
      converter = DiskConverter.class,
      description =
          "File with an ext4 file system to attach as disk N and mount at /MNT, found by its UUID."
              + " May be repeated.")
  List<AttachedDisk> disks = new ArrayList<>();

  @Option(
      names = "--hostname",
      paramLabel = "H",
      description = "Hostname of the guest (default: NAME).")
  @Nullable String hostname;

  @Option(
      names = "--shell",
      paramLabel = "PATH",
      description = "Shell to start on the console, as root (default: none).")
  @Nullable String shell;

  @Option(
      names = "--print",
      paramLabel = "WHAT",
      description =
          "Print this only: 'kernel' for the kernel's command line, 'qemu' for QEMU's command,"
              + " 'firecracker' for Firecracker's configuration.")
  @Nullable Print print;

  @Option(names = "--dry-run", description = "Say how it would be made, and make nothing.")
  boolean dryRun;

  @Mixin BuildOptions build = new BuildOptions();

  @Mixin RegistryOptions registry = new RegistryOptions();

  @Mixin FetchOptions layers = new FetchOptions();

  /** What of the boot guide is wanted. */
  enum Print {
    KERNEL,
    QEMU,
    FIRECRACKER
  }

  /** A command, word by word. */
  record Words(List<String> list) {}

  @Override
  public String intent() {
    return "create " + name;
  }

  @Override
  public void run(Session session) throws IOException {
    if (print != null && (dryRun || session.json())) {
      throw badUsage("--print goes neither with --dry-run nor with --json");
    }
    if (print != null && !BootGuide.knows(build.platform.architecture())) {
      throw badUsage(
          "--print: how to boot %s is not known here".formatted(build.platform.architecture()));
    }
    WorkspaceManager workspaces = new WorkspaceManager(session.state());
    WorkspaceRequest request = request(session);
    if (dryRun) {
      WorkspacePlan plan = workspaces.plan(request);
      if (session.json()) {
        session.printJson(plan.toJson());
      } else {
        session.print(WorkspaceView.plan(plan));
      }
      return;
    }
    Workspace workspace;
    try (PullProgress progress = PullProgress.start(session, image)) {
      workspace = workspaces.create(request, progress.listener());
    }
    if (print != null) {
      WorkspaceView.print(session, workspace.boot().orElseThrow(), print);
    } else if (session.json()) {
      session.printJson(WorkspaceView.json(workspace));
    } else {
      session.print(WorkspaceView.created(workspace));
    }
  }

  private WorkspaceRequest request(Session session) throws IOException {
    SourceOptions source = registry.sourceOptions(session.environment());
    try {
      return new WorkspaceRequest(
          name,
          image,
          build.platform,
          entrypoint == null ? null : entrypoint.list(),
          env,
          setup,
          disks,
          hostname,
          shell,
          new WorkspaceRequest.Making(
              build.size(),
              build.mke2fs,
              build.guestInits(session.environment()),
              build.guestInit != null,
              source,
              layers.layerOptions(session.environment())));
    } catch (IllegalArgumentException e) {
      throw badUsage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException badUsage(String why) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }

  /** Reads CMD. */
  static final class CommandConverter implements ITypeConverter<Words> {
    @Override
    public Words convert(String text) {
      if (text.isBlank()) {
        throw new TypeConversionException("it is empty");
      }
      List<String> words = text.startsWith("[") ? array(text) : List.of();
      return new Words(words.isEmpty() ? List.of("/bin/sh", "-c", text) : words);
    }

    /**
     * The strings of a JSON array; none where it is anything else, such as sh's {@code [ -e x ]}.
     */
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
  }

  /** Reads a disk. */
  static final class DiskConverter implements ITypeConverter<AttachedDisk> {
    @Override
    public AttachedDisk convert(String text) {
      try {
        return AttachedDisk.parse(text);
      } catch (InvalidPathException e) {
        throw new TypeConversionException("'%s' has no path that can be".formatted(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
