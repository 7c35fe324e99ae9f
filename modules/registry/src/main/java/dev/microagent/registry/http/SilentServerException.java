package dev.microagent.registry.http;

import java.io.IOException;
import java.time.Duration;

/** A server that lets us wait for longer than we are willing to. */
public final class SilentServerException extends IOException {

  private static final long serialVersionUID = 1;

  SilentServerException(String what, Duration patience) {
    super(what + " for " + patience.toSeconds() + " s");
  }
}
