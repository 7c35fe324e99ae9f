package dev.microagent.cli;

import dev.microagent.store.ImageRemover;
import dev.microagent.store.Removal;
import dev.microagent.store.RemovalResult;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes the records of an image. */
@Command(
    name = "rm",
    header = "Remove an image from the index, and its root file system if asked to.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "All records that IMAGE matches are removed. With --delete their root file systems are"
          + " deleted as well, unless another record still points to them or they lie outside the"
          + " image store."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  microagent images rm local/ubuntu:baseline",
      "  microagent images rm --delete --yes ubuntu:24.04"
    })
final class ImagesRm implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Mixin DeleteOptions deletion = new DeleteOptions();

  @Mixin RecordedImage image = new RecordedImage();

  @Override
  public String intent() {
    return "remove " + image.name;
  }

  @Override
  public void run(Session session) throws IOException {
    ImageRemover remover = session.state().remover();
    RemovalResult result;
    if (deletion.delete) {
      Removal plan = remover.planRemove(image.name);
      deletion.confirm(session, plan);
      result = remover.remove(plan);
    } else {
      result = remover.remove(image.name);
    }
    session.printRemoval(result);
  }
}
