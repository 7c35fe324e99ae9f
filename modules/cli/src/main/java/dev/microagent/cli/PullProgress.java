package dev.microagent.cli;

import dev.microagent.rootfs.PullListener;
import java.util.function.Consumer;

/** Shows how far a pull is, in the way that suits where standard error leads. */
interface PullProgress extends AutoCloseable {

  /** What the pull is to tell how far it is. */
  PullListener listener();

  /** Ends the display, and leaves the terminal as it was. */
  @Override
  void close();

  /** Begins to show a pull. */
  static PullProgress start(Session session, String image) {
    if (session.quiet()) {
      return new Silent(session::note);
    }
    if (session.environment().errIsTerminal()) {
      return new LivePullProgress(
          session.console(),
          new PullView(image, session.environment().columns(), session.environment().colours()),
          session::note);
    }
    return session.json() ? new Silent(session::note) : new PlainPullProgress(session::note);
  }

  /** Shows nothing but notes. */
  final class Silent implements PullProgress {

    private final PullCounters counters;

    Silent(Consumer<String> notes) {
      this.counters = new PullCounters(notes);
    }

    @Override
    public PullListener listener() {
      return counters;
    }

    @Override
    public void close() {}
  }
}
