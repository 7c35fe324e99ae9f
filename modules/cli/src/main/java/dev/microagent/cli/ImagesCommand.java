package dev.microagent.cli;

/** Holds the commands for images. */
final class ImagesCommand extends Command {

  ImagesCommand() {
    super("images");
    spec()
        .usageMessage()
        .header("Pull images into reusable root file systems, and manage them.")
        .description(
            "",
            "What is pulled is recorded in the image index, images/index.json in the state"
                + " directory.");
    add(new ImagesPull());
    add(new ImagesList());
    add(new ImagesInspect());
    add(new ImagesVerify());
    add(new ImagesTag());
    add(new ImagesRm());
    add(new ImagesPrune());
  }
}
