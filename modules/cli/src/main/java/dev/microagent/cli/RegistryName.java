package dev.microagent.cli;

import dev.microagent.oci.RegistryReference;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The parameter that names a registry. */
final class RegistryName {

  @Parameters(
      paramLabel = "REGISTRY",
      converter = Converter.class,
      description =
          "HOST[:PORT] as an image's name begins with it, such as ghcr.io; docker.io is Docker"
              + " Hub.")
  String name = "";

  /** Reads REGISTRY. */
  static final class Converter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return RegistryReference.parseRegistry(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
