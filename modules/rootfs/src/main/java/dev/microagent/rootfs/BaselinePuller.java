package dev.microagent.rootfs;

import java.io.IOException;

/** Pulls images into baselines: reusable root file systems under the state directory. */
public final class BaselinePuller {

  /** Pulls an image, or finds that it is already built. */
  public PullResult pull(PullRequest request, PullListener listener) throws IOException {
    return new PullResult(null, false);
  }
}
