package dev.microagent.cli;

import dev.microagent.rootfs.PullListener;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.PullResult;
import dev.microagent.store.StateDirectory;
import java.io.IOException;

/** Pulls an image; tests put their own in its place. */
@FunctionalInterface
interface Puller {
  PullResult pull(StateDirectory state, PullRequest request, PullListener listener)
      throws IOException;
}
