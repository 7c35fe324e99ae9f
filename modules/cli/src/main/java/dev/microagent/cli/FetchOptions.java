package dev.microagent.cli;

import dev.microagent.rootfs.LayerOptions;
import dev.microagent.store.LayerAdmission;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Options of every command that fetches layers. */
final class FetchOptions {

  private static final String VARIABLE = "MICROAGENT_LAYER_CACHE_MIB";

  /** 16 TiB, more than a file system should hold of what can be had again. */
  private static final long MAX_CACHE_MIB = 16L << 20;

  /** More only make a registry refuse some; each takes a thread and a MiB. */
  private static final int MAX_DOWNLOADS = 32;

  private final OptionSpec layerCacheMib =
      OptionSpec.builder("--layer-cache-mib")
          .paramLabel("N")
          .type(String.class)
          .description(
              "Size of the layer cache in MiB, 0 to turn it off (default:"
                  + " $MICROAGENT_LAYER_CACHE_MIB, else 4096).")
          .build();

  private final OptionSpec maxConcurrentDownloads =
      OptionSpec.builder("--max-concurrent-downloads")
          .paramLabel("N")
          .type(String.class)
          .description("Layers to fetch at once, 1 to 32 (default: 4).")
          .build();

  private final CommandSpec command;

  FetchOptions(CommandSpec command) {
    this.command = command.addOption(layerCacheMib).addOption(maxConcurrentDownloads);
  }

  LayerOptions layerOptions(Environment environment) {
    String variable = environment.variables().getOrDefault(VARIABLE, "");
    long mib = LayerOptions.DEFAULTS.cacheBytes() >> 20;
    String option = layerCacheMib.getValue();
    if (option != null) {
      mib = number("--layer-cache-mib", option, 0, MAX_CACHE_MIB);
    } else if (!variable.isEmpty()) {
      mib = number(VARIABLE, variable, 0, MAX_CACHE_MIB);
    }
    String atOnce = maxConcurrentDownloads.getValue();
    long downloads =
        atOnce == null
            ? LayerOptions.DEFAULTS.concurrentDownloads()
            : number("--max-concurrent-downloads", atOnce, 1, MAX_DOWNLOADS);
    return new LayerOptions(mib << 20, LayerAdmission.ALWAYS, (int) downloads);
  }

  private long number(String name, String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw new ParameterException(
        command.commandLine(),
        "%s: '%s' is not a number from %d to %d".formatted(name, text, min, max));
  }
}
