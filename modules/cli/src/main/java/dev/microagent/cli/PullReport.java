package dev.microagent.cli;

import dev.microagent.rootfs.PullResult;
import dev.microagent.store.ImageRecord;
import java.util.List;

/** What a pull ended in, for people. */
final class PullReport {

  private PullReport() {}

  static List<String> lines(PullResult result) {
    ImageRecord image = result.record();
    String name = SafeText.of(image.imageRef());
    return List.of(
        result.reused() ? name + " is already built" : "pulled " + name,
        "  digest    " + image.digest(),
        "  platform  " + SafeText.of(image.platform().toString()),
        "  size      " + ByteCount.text(image.sizeBytes()),
        "  path      " + SafeText.of(image.outputPath().toString()));
  }
}
