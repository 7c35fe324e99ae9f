package dev.microagent.cli;

import dev.microagent.store.ImageRemover;
import dev.microagent.store.Removal;
import dev.microagent.store.RemovalResult;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes what is stale, or everything that can be pulled again. */
@Command(
    name = "prune",
    header = "Remove stale records, and reusable root file systems if asked to.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "Records whose file is gone are removed from the index. With --delete every reusable root"
          + " file system in the image store is deleted too, and every record that points to one."
          + " Root file systems of workspaces, and what is in use, stay."
    },
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  microagent images prune",
      "  microagent --json images prune --delete --yes"
    })
final class ImagesPrune implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Mixin DeleteOptions deletion = new DeleteOptions();

  @Override
  public String intent() {
    return "prune the images";
  }

  @Override
  public void run(Session session) throws IOException {
    ImageRemover remover = session.state().remover();
    RemovalResult result;
    if (deletion.delete) {
      Removal plan = remover.planPrune();
      deletion.confirm(session, plan);
      result = remover.prune(plan);
    } else {
      result = remover.prune();
    }
    session.printRemoval(result);
  }
}
