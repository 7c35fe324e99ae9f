package dev.microagent.rootfs;

import dev.microagent.store.StateDirectory;
import java.io.IOException;

/** Pulls images into baselines: reusable root file systems under the state directory. */
public final class BaselinePuller {

  private final StateDirectory state;

  /** A puller that builds in a state directory and records in its index. */
  public BaselinePuller(StateDirectory state) {
    this.state = state;
  }

  /** Pulls an image, or finds that it is already built. */
  public PullResult pull(PullRequest request, PullListener listener) throws IOException {
    // Placeholder.
    return new PullResult(state.index().list().getFirst(), true);
  }
}
