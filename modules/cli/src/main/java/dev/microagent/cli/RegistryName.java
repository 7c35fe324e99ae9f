package dev.microagent.cli;

import dev.microagent.oci.RegistryReference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** The parameter that names a registry. */
final class RegistryName {

  private final PositionalParamSpec name =
      PositionalParamSpec.builder()
          .paramLabel("REGISTRY")
          .required(true)
          .converters(RegistryName::parse)
          .description(
              "HOST[:PORT] as an image's name begins with it, such as ghcr.io; docker.io is Docker"
                  + " Hub.")
          .build();

  RegistryName(CommandSpec command) {
    command.addPositional(name);
  }

  String name() {
    return name.getValue();
  }

  private static String parse(String text) {
    try {
      return RegistryReference.parseRegistry(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
