package dev.microagent.cli;

import dev.microagent.rootfs.LayerOptions;
import dev.microagent.store.LayerAdmission;
import java.util.OptionalLong;
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

  /**
   * From so many on, one is spare: one decodes layers, another merges and writes them, and the
   * third compresses what is kept. Without it a first pull takes up to a quarter longer, and up to
   * a third more of the processors' time.
   */
  private static final int PROCESSORS_TO_KEEP_ALL = 3;

  private final OptionSpec layerCacheMib =
      OptionSpec.builder("--layer-cache-mib")
          .paramLabel("N")
          .type(String.class)
          .description(
              "Size of the layer cache in MiB, 0 to turn it off (default:"
                  + " $MICROAGENT_LAYER_CACHE_MIB, else 4096). Where none is given and there are"
                  + " fewer than 3 processors, only layers that are fetched again are kept.")
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
    OptionalLong cacheMib = cacheMib(environment);
    // Who gives the cache a size wants it filled.
    boolean all = cacheMib.isPresent() || environment.processors() >= PROCESSORS_TO_KEEP_ALL;
    String atOnce = maxConcurrentDownloads.getValue();
    long downloads =
        atOnce == null
            ? LayerOptions.DEFAULTS.concurrentDownloads()
            : number("--max-concurrent-downloads", atOnce, 1, MAX_DOWNLOADS);
    return new LayerOptions(
        cacheMib.orElse(LayerOptions.DEFAULTS.cacheBytes() >> 20) << 20,
        all ? LayerAdmission.ALWAYS : LayerAdmission.WHEN_FETCHED_AGAIN,
        (int) downloads);
  }

  /** The size that the user gives the layer cache, if so. */
  private OptionalLong cacheMib(Environment environment) {
    String option = layerCacheMib.getValue();
    if (option != null) {
      return OptionalLong.of(number("--layer-cache-mib", option, 0, MAX_CACHE_MIB));
    }
    String variable = environment.variables().getOrDefault(VARIABLE, "");
    return variable.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(number(VARIABLE, variable, 0, MAX_CACHE_MIB));
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
