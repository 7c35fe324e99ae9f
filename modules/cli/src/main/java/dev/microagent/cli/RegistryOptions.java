package dev.microagent.cli;

import dev.microagent.registry.SourceOptions;
import picocli.CommandLine.Option;

/** Options of every command that speaks to a registry. */
final class RegistryOptions {

  @Option(
      names = "--plain-http",
      description =
          "Speak HTTP without TLS to the registry. One on this machine is spoken to so anyway.")
  boolean plainHttp;

  /** How the source of an image is to be read. */
  SourceOptions sourceOptions() {
    return SourceOptions.DEFAULTS.withPlainHttp(plainHttp);
  }
}
