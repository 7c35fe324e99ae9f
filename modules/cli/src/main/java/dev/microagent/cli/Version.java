package dev.microagent.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The program's version, which the build writes into its module's descriptor. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    ModuleDescriptor module = Version.class.getModule().getDescriptor();
    String version = module == null ? null : module.rawVersion().orElse(null);
    return new String[] {"microagent " + (version == null ? "of unknown version" : version)};
  }
}
