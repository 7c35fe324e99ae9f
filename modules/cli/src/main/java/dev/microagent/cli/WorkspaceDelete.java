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
    String directory = session.state().workspaces().path(workspace).toString();
    // Before the question, and also where its record is broken: that must not keep it.
    session.state().workspaces().requireThere(workspace);
    if (!yes.<Boolean>getValue()) {
      session.confirm(List.of("This deletes for good:", "  " + SafeText.of(directory)), "Delete?");
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
}
