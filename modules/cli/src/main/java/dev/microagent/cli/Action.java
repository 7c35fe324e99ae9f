package dev.microagent.cli;

import java.io.IOException;

/** A command that does something, other than to hold further commands. */
interface Action {

  /** What the command is about to do, as in "cannot …". */
  String intent();

  /** Does it. */
  void run(Session session) throws IOException;
}
