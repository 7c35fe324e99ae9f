package dev.microagent.cli;

import dev.microagent.store.ImageRemover;
import dev.microagent.store.Removal;
import dev.microagent.store.RemovalResult;
import java.io.IOException;

/** Removes what is stale, or everything that can be pulled again. */
final class ImagesPrune extends Action {

  private final DeleteOptions deletion = new DeleteOptions(spec());

  ImagesPrune() {
    super("prune");
    spec()
        .usageMessage()
        .header("Remove stale records, and reusable root file systems if asked to.")
        .description(
            "",
            "Records whose file is gone are removed from the index. With --delete every reusable"
                + " root file system in the image store is deleted too, and every record that"
                + " points to one. Root file systems of workspaces, and what is in use, stay.")
        .footer(
            "",
            "Examples:",
            "  microagent images prune",
            "  microagent --json images prune --delete --yes");
  }

  @Override
  String intent() {
    return "prune the images";
  }

  @Override
  void run(Session session) throws IOException {
    ImageRemover remover = session.state().remover();
    RemovalResult result;
    if (deletion.delete()) {
      Removal plan = remover.planPrune();
      deletion.confirm(session, plan);
      result = remover.prune(plan);
    } else {
      result = remover.prune();
    }
    session.printRemoval(result);
  }
}
