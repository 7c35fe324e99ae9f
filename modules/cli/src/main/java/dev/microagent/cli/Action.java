package dev.microagent.cli;

import java.io.IOException;
import picocli.CommandLine.ParameterException;

/** A command that does something, other than to hold further commands. */
abstract class Action extends Command {

  Action(String name) {
    super(name);
  }

  /** What the command is about to do, as in "cannot …". */
  abstract String intent();

  /** Does it. */
  abstract void run(Session session) throws IOException;

  /** To throw for what the command line's parser can't know to be wrong. */
  final ParameterException badUsage(String why) {
    return new ParameterException(spec().commandLine(), why);
  }
}
