package dev.microagent.cli;

import picocli.CommandLine.Parameters;

/** The parameter that names an image in the index. */
final class RecordedImage {

  @Parameters(
      paramLabel = "IMAGE",
      description = "A name or digest that 'images list' shows; 12 digits of a digest are enough.")
  String name = "";
}
