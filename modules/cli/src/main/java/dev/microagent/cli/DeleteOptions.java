package dev.microagent.cli;

import dev.microagent.store.Removal;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The options of commands that may delete baselines. */
final class DeleteOptions {

  @Option(names = "--delete", description = "Delete the root file systems too, after asking.")
  boolean delete;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  /**
   * Has the user agree to what is planned, where that deletes a file.
   *
   * @throws ConfirmationException if the user doesn't, or there is nobody to ask
   */
  void confirm(Session session, Removal plan) throws IOException {
    if (!yes && !plan.files().isEmpty()) {
      session.confirm(RemovalView.question(plan), "Delete?");
    }
  }
}
