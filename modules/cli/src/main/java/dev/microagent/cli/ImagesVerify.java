package dev.microagent.cli;

import dev.microagent.rootfs.BaselineVerifier;
import dev.microagent.rootfs.VerifiedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks the root file systems of an image. */
@Command(
    name = "verify",
    header = "Check that an image's root file system is as it was built.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "Compares size and checksum with what was recorded, then has e2fsck look at the file system,"
          + " where there is such a program. Nothing is changed."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Examples:", "  microagent images verify ubuntu:24.04"})
final class ImagesVerify implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Mixin RecordedImage image = new RecordedImage();

  @Override
  public String intent() {
    return "verify " + image.name;
  }

  @Override
  public void run(Session session) throws IOException {
    List<VerifiedImage> images = new BaselineVerifier(session.state()).verify(image.name);
    if (session.json()) {
      session.printJson(Map.of("images", images.stream().map(VerifiedImage::toJson).toList()));
    } else {
      session.print(images.stream().map(ImagesVerify::line).toList());
    }
  }

  private static String line(VerifiedImage image) {
    return SafeText.of(
        "%s (%s) is sound: size, %s, %s"
            .formatted(
                image.record().imageRef(),
                image.record().platform(),
                image.checksum() ? "checksum" : "no checksum recorded",
                image.fileSystem() ? "e2fsck" : "no e2fsck installed"));
  }
}
