package dev.microagent.cli;

import dev.microagent.store.ImageRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Lists the recorded images. */
final class ImagesList extends Action {

  ImagesList() {
    super("list");
    spec()
        .usageMessage()
        .header("Show the images that are recorded here.")
        .description(
            "",
            "Sizes are those of the file systems as the guest sees them. They take less on disk,"
                + " since free space in them is a hole in the file. Times are UTC.")
        .footer("", "With --json the records are printed as the index has them, in full.");
  }

  @Override
  String intent() {
    return "list the images";
  }

  @Override
  void run(Session session) throws IOException {
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
