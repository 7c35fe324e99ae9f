package dev.microagent.cli;

import dev.microagent.store.ImageRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the recorded images. */
@Command(
    name = "list",
    header = "Show the images that are recorded here.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "Sizes are those of the file systems as the guest sees them. They take less on disk, since"
          + " free space in them is a hole in the file. Times are UTC."
    },
    optionListHeading = "%nOptions:%n",
    footer = {"", "With --json the records are printed as the index has them, in full."})
final class ImagesList implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Override
  public String intent() {
    return "list the images";
  }

  @Override
  public void run(Session session) throws IOException {
    List<ImageRecord> images = session.state().index().list();
    if (session.json()) {
      session.printJson(Map.of("images", images.stream().map(ImageRecord::toJson).toList()));
    } else if (images.isEmpty()) {
      session.note("No images in " + session.state().path() + " yet. To get one:");
      session.note("  microagent images pull debian:stable-slim");
    } else {
      session.print(ImageTable.lines(images));
    }
  }
}
