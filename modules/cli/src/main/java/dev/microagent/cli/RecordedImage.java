package dev.microagent.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The parameter that names an image in the index. */
final class RecordedImage {

  private final PositionalParamSpec name =
      PositionalParamSpec.builder()
          .paramLabel("IMAGE")
          .required(true)
          .description(
              "A name or digest that 'images list' shows; 12 digits of a digest are enough.")
          .build();

  RecordedImage(CommandSpec command) {
    command.addPositional(name);
  }

  String name() {
    return name.getValue();
  }
}
