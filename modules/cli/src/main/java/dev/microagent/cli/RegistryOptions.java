package dev.microagent.cli;

import dev.microagent.registry.AuthFiles;
import dev.microagent.registry.ProxySettings;
import dev.microagent.registry.SourceOptions;
import dev.microagent.registry.TrustedCertificates;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that speaks to a registry. */
final class RegistryOptions {

  @Option(
      names = "--plain-http",
      description =
          "Speak HTTP without TLS to the registry. One on this machine is spoken to so anyway,"
              + " unless there is a --ca-file.")
  boolean plainHttp;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) of authorities to trust as well, for registries and where they"
              + " redirect to.")
  @Nullable Path caFile;

  /** How the source of an image is to be read. */
  SourceOptions sourceOptions(Environment environment) throws IOException {
    SourceOptions options =
        SourceOptions.DEFAULTS
            .withPlainHttp(plainHttp)
            .withProxy(proxy(environment))
            .withCredentials(AuthFiles.of(environment.variables(), environment.home()));
    return caFile == null ? options : options.withTrusted(TrustedCertificates.read(caFile));
  }

  private static ProxySettings proxy(Environment environment) throws IOException {
    try {
      return ProxySettings.of(environment.variables());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
