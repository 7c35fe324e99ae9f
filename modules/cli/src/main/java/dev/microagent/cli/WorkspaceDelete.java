package dev.microagent.cli;

import dev.microagent.store.Workspaces;
import dev.microagent.workspace.WorkspaceManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes a workspace. */
@Command(
    name = "delete",
    header = "Delete a workspace with its root file system, after asking.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "The image's own root file system and attached disks stay. A machine that runs from the"
          + " workspace is not looked for: stop it first."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Examples:", "  microagent delete research"})
final class WorkspaceDelete implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The workspace.")
  String name = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Override
  public String intent() {
    return "delete " + name;
  }

  @Override
  public void run(Session session) throws IOException {
    if (spec != null && !Workspaces.isName(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "'%s' is not a workspace's name: %s".formatted(name, Workspaces.NAMES));
    }
    WorkspaceManager workspaces = new WorkspaceManager(session.state());
    String directory = session.state().workspaces().path(name).toString();
    // Before the question, and also where its record is broken: that must not keep it.
    session.state().workspaces().requireThere(name);
    if (!yes) {
      session.confirm(List.of("This deletes for good:", "  " + SafeText.of(directory)), "Delete?");
    }
    workspaces.delete(name);
    if (session.json()) {
      session.printJson(Map.of("deleted", List.of(name)));
    } else {
      session.print(List.of("deleted " + name));
    }
  }
}
