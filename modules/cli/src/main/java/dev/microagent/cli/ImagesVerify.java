package dev.microagent.cli;

import dev.microagent.rootfs.BaselineVerifier;
import dev.microagent.rootfs.VerifiedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Checks the root file systems of an image. */
final class ImagesVerify extends Action {

  private final RecordedImage image = new RecordedImage(spec());

  ImagesVerify() {
    super("verify");
    spec()
        .usageMessage()
        .header("Check that an image's root file system is as it was built.")
        .description(
            "",
            "Compares size and checksum with what was recorded, then has e2fsck look at the file"
                + " system, where there is such a program. Nothing is changed.")
        .footer("", "Examples:", "  microagent images verify ubuntu:24.04");
  }

  @Override
  String intent() {
    return "verify " + image.name();
  }

  @Override
  void run(Session session) throws IOException {
    List<VerifiedImage> images = new BaselineVerifier(session.state()).verify(image.name());
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
