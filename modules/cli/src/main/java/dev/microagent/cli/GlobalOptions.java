package dev.microagent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** Options that every command takes, before it or after it. */
final class GlobalOptions {

  private final OptionSpec json =
      OptionSpec.builder("--json")
          .initialValue(false)
          .scopeType(ScopeType.INHERIT)
          .description("Print results, and errors, as JSON.")
          .build();

  private final OptionSpec stateDirectory =
      OptionSpec.builder("--state-dir")
          .paramLabel("DIR")
          .type(Path.class)
          .converters(GlobalOptions::directory)
          .scopeType(ScopeType.INHERIT)
          .description(
              "Keep images and their index in DIR (default: $$MICROAGENT_STATE_DIR, else"
                  + " ~/.microagent).")
          .build();

  private final OptionSpec verbose =
      OptionSpec.builder("-v", "--verbose")
          .initialValue(false)
          .scopeType(ScopeType.INHERIT)
          .description(
              "Show which libraries a pull uses, and where in the program an error happened.")
          .build();

  private final OptionSpec quiet =
      OptionSpec.builder("-q", "--quiet")
          .initialValue(false)
          .scopeType(ScopeType.INHERIT)
          .description("Print results and errors only, no progress and no notes.")
          .build();

  GlobalOptions(CommandSpec root) {
    root.addOption(json).addOption(stateDirectory).addOption(verbose).addOption(quiet);
  }

  boolean json() {
    return isSet(json);
  }

  @Nullable Path stateDirectory() {
    return stateDirectory.getValue();
  }

  boolean verbose() {
    return isSet(verbose);
  }

  boolean quiet() {
    return isSet(quiet);
  }

  /** Not before the command line has been parsed either: a failure may come sooner. */
  private static boolean isSet(OptionSpec flag) {
    return Boolean.TRUE.equals(flag.getValue());
  }

  /** An empty one is a variable that isn't set rather than the working directory. */
  private static Path directory(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("it is empty");
    }
    return Path.of(text);
  }
}
