package dev.microagent.cli;

import dev.microagent.store.Workspaces;
import dev.microagent.workspace.WorkspaceManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Deletes a workspace. */
final class WorkspaceDelete extends Action {

  private final PositionalParamSpec name =
      PositionalParamSpec.builder()
          .paramLabel("NAME")
          .required(true)
          .description("The workspace.")
          .build();

  private final OptionSpec yes =
      OptionSpec.builder("-y", "--yes").initialValue(false).description("Do not ask.").build();

  WorkspaceDelete() {
    super("delete");
    spec().addPositional(name).addOption(yes);
    spec()
        .usageMessage()
        .header("Delete a workspace with its root file system, after asking.")
        .description(
            "",
            "The image's own root file system and attached disks stay. A machine that runs from the"
                + " workspace is not looked for: stop it first.")
        .footer("", "Examples:", "  microagent delete research");
  }

  @Override
  String intent() {
    return "delete " + name();
  }

  @Override
  void run(Session session) throws IOException {
    String workspace = name();
    if (!Workspaces.isName(workspace)) {
      throw badUsage("'%s' is not a workspace's name: %s".formatted(workspace, Workspaces.NAMES));
    }
    WorkspaceManager workspaces = new WorkspaceManager(session.state());
    if (!yes.<Boolean>getValue()) {
      // Also where its record is broken: that must not keep it.
      session.confirm(question(session.state().workspaces(), workspace), "Delete?");
    }
    workspaces.delete(workspace);
    if (session.json()) {
      session.printJson(Map.of("deleted", List.of(workspace)));
    } else {
      session.print(List.of("deleted " + workspace));
    }
  }

  private String name() {
    return name.getValue();
  }

  private static List<String> question(Workspaces workspaces, String name) throws IOException {
    return List.of(
        "This deletes for good:",
        "  " + SafeText.of(workspaces.path(name).toString()),
        "Its root file system has %s as the guest sees it; on disk it takes less."
            .formatted(ByteCount.text(workspaces.sizeBytes(name))));
  }
}
