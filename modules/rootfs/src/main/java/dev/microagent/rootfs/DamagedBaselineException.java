package dev.microagent.rootfs;

import java.io.IOException;

/** A root file system isn't what it was when it was built. The message says why, in one line. */
public final class DamagedBaselineException extends IOException {

  private static final long serialVersionUID = 1L;

  DamagedBaselineException(String message) {
    super(message);
  }
}
