package dev.microagent.cli;

import dev.microagent.rootfs.PullListener;

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
      return new Silent();
    }
    if (session.environment().errIsTerminal()) {
      return new LivePullProgress(
          session.console(),
          new PullView(image, session.environment().columns(), session.environment().colours()));
    }
    return session.json() ? new Silent() : new PlainPullProgress(session::note);
  }

  /** Shows nothing. */
  final class Silent implements PullProgress {

    private final PullCounters counters = new PullCounters();

    @Override
    public PullListener listener() {
      return counters;
    }

    @Override
    public void close() {}
  }
}
