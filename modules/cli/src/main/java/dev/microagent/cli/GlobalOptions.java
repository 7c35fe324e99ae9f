package dev.microagent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before it or after it. */
final class GlobalOptions {

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print results, and errors, as JSON.")
  boolean json;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Keep images and their index in DIR (default: $$MICROAGENT_STATE_DIR, else"
              + " ~/.microagent).")
  @Nullable Path stateDirectory;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show which libraries a pull uses, and where in the program an error happened.")
  boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print results and errors only, no progress and no notes.")
  boolean quiet;
}
