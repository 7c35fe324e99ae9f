package dev.microagent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Holds the commands for images. */
@Command(
    name = "images",
    header = "Pull images into reusable root file systems, and manage them.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "What is pulled is recorded in the image index, images/index.json in the state directory."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n")
final class ImagesCommand {

  @Mixin HelpOption help = new HelpOption();
}
