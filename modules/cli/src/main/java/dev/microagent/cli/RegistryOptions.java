package dev.microagent.cli;

import dev.microagent.registry.AuthFiles;
import dev.microagent.registry.ProxySettings;
import dev.microagent.registry.SourceOptions;
import dev.microagent.registry.TrustedCertificates;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of every command that speaks to a registry. */
final class RegistryOptions {

  private final OptionSpec plainHttp =
      OptionSpec.builder("--plain-http")
          .initialValue(false)
          .description(
              "Speak HTTP without TLS to the registry. One on this machine is spoken to so anyway,"
                  + " unless there is a --ca-file.")
          .build();

  private final OptionSpec caFile =
      OptionSpec.builder("--ca-file")
          .paramLabel("FILE")
          .type(Path.class)
          .converters(Path::of)
          .description(
              "Certificates (PEM) of authorities to trust as well, for registries and where they"
                  + " redirect to.")
          .build();

  RegistryOptions(CommandSpec command) {
    command.addOption(plainHttp).addOption(caFile);
  }

  /** How the source of an image is to be read. */
  SourceOptions sourceOptions(Environment environment) throws IOException {
    SourceOptions options =
        SourceOptions.DEFAULTS
            .withPlainHttp(plainHttp.getValue())
            .withProxy(proxy(environment))
            .withCredentials(AuthFiles.of(environment.variables(), environment.home()));
    Path authorities = caFile.getValue();
    return authorities == null
        ? options
        : options.withTrusted(TrustedCertificates.read(authorities));
  }

  private static ProxySettings proxy(Environment environment) throws IOException {
    try {
      return ProxySettings.of(environment.variables());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
