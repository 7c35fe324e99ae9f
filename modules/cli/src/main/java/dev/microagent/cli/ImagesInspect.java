package dev.microagent.cli;

import dev.microagent.rootfs.BaselineInspector;
import dev.microagent.rootfs.InspectedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what is known of an image. */
@Command(
    name = "inspect",
    header = "Show an image's config, its layers, and how it was built.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "Shows all images that IMAGE matches: what the index says, and what was recorded when the root"
          + " file system was built."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Examples:", "  microagent images inspect --json ubuntu:24.04"})
final class ImagesInspect implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Mixin RecordedImage image = new RecordedImage();

  @Override
  public String intent() {
    return "inspect " + image.name;
  }

  @Override
  public void run(Session session) throws IOException {
    List<InspectedImage> images = new BaselineInspector(session.state()).inspect(image.name);
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
