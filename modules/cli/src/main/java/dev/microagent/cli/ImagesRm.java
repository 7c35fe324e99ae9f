package dev.microagent.cli;

import dev.microagent.store.ImageRemover;
import dev.microagent.store.Removal;
import dev.microagent.store.RemovalResult;
import java.io.IOException;

/** Removes the records of an image. */
final class ImagesRm extends Action {

  private final DeleteOptions deletion = new DeleteOptions(spec());

  private final RecordedImage image = new RecordedImage(spec());

  ImagesRm() {
    super("rm");
    spec()
        .usageMessage()
        .header("Remove an image from the index, and its root file system if asked to.")
        .description(
            "",
            "All records that IMAGE matches are removed. With --delete their root file systems are"
                + " deleted as well, unless another record still points to them or they lie outside"
                + " the image store.")
        .footer(
            "",
            "Examples:",
            "  microagent images rm local/ubuntu:baseline",
            "  microagent images rm --delete --yes ubuntu:24.04");
  }

  @Override
  String intent() {
    return "remove " + image.name();
  }

  @Override
  void run(Session session) throws IOException {
    ImageRemover remover = session.state().remover();
    RemovalResult result;
    if (deletion.delete()) {
      Removal plan = remover.planRemove(image.name());
      deletion.confirm(session, plan);
      result = remover.remove(plan);
    } else {
      result = remover.remove(image.name());
    }
    session.printRemoval(result);
  }
}
