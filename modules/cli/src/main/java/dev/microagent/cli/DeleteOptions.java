package dev.microagent.cli;

import dev.microagent.store.Removal;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of commands that may delete baselines. */
final class DeleteOptions {

  private final OptionSpec delete =
      OptionSpec.builder("--delete")
          .initialValue(false)
          .description("Delete the root file systems too, after asking.")
          .build();

  private final OptionSpec yes =
      OptionSpec.builder("-y", "--yes").initialValue(false).description("Do not ask.").build();

  DeleteOptions(CommandSpec command) {
    command.addOption(delete).addOption(yes);
  }

  boolean delete() {
    return delete.getValue();
  }

  /**
   * Has the user agree to what is planned, where that deletes a file.
   *
   * @throws ConfirmationException if the user doesn't, or there is nobody to ask
   */
  void confirm(Session session, Removal plan) throws IOException {
    if (!yes.<Boolean>getValue() && !plan.files().isEmpty()) {
      session.confirm(RemovalView.question(plan), "Delete?");
    }
  }
}
