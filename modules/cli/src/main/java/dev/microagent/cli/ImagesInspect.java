package dev.microagent.cli;

import dev.microagent.rootfs.BaselineInspector;
import dev.microagent.rootfs.InspectedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Shows what is known of an image. */
final class ImagesInspect extends Action {

  private final RecordedImage image = new RecordedImage(spec());

  ImagesInspect() {
    super("inspect");
    spec()
        .usageMessage()
        .header("Show an image's config, its layers, and how it was built.")
        .description(
            "",
            "Shows all images that IMAGE matches: what the index says, and what was recorded when"
                + " the root file system was built.")
        .footer("", "Examples:", "  microagent images inspect --json ubuntu:24.04");
  }

  @Override
  String intent() {
    return "inspect " + image.name();
  }

  @Override
  void run(Session session) throws IOException {
    List<InspectedImage> images = new BaselineInspector(session.state()).inspect(image.name());
    if (session.json()) {
      session.printJson(Map.of("images", images.stream().map(InspectedImage::toJson).toList()));
    } else {
      for (InspectedImage found : images) {
        session.print(FactSheet.lines(found.toJson()));
        if (found.provenance().isEmpty()) {
          session.print(List.of("provenance: not recorded"));
        }
      }
    }
  }
}
