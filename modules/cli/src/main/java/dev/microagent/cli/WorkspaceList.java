package dev.microagent.cli;

import dev.microagent.store.StoreException;
import dev.microagent.workspace.Workspace;
import dev.microagent.workspace.WorkspaceManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists the workspaces. */
final class WorkspaceList extends Action {

  WorkspaceList() {
    super("list");
    spec()
        .usageMessage()
        .header("Show the workspaces.")
        .description("", "With --json it also says how to boot each.")
        .footer("", "Examples:", "  microagent list", "  microagent list --json");
  }

  @Override
  String intent() {
    return "list the workspaces";
  }

  @Override
  void run(Session session) throws IOException {
    List<StoreException> broken = new ArrayList<>();
    List<Workspace> workspaces = new WorkspaceManager(session.state()).list(broken::add);
    if (session.json()) {
      session.printJson(
          Map.of("workspaces", workspaces.stream().map(WorkspaceView::json).toList()));
    } else if (workspaces.isEmpty() && broken.isEmpty()) {
      session.note("No workspaces in " + session.state().path() + " yet. To make one:");
      session.note("  microagent create NAME --image IMAGE");
    } else {
      session.print(WorkspaceView.table(workspaces));
    }
    if (!broken.isEmpty()) {
      // The others have been shown; one is told of at a time, as it is deleted or mended.
      throw broken.getFirst();
    }
  }
}
