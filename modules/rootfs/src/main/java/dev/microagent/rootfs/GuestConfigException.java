package dev.microagent.rootfs;

import java.io.IOException;

/**
 * The guest can't be configured as the image or the user says. The message says why, in one line.
 */
public final class GuestConfigException extends IOException {

  private static final long serialVersionUID = 1L;

  public GuestConfigException(String message) {
    super(message);
  }
}
