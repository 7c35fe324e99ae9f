package dev.microagent.rootfs;

import java.io.IOException;

/** There is no guest init that would do, or no place for it. The message says why, in one line. */
public final class GuestInitException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** None is at hand for the architecture. */
    MISSING,
    /** What was given isn't a program for the architecture. */
    UNFIT,
    /** Something in the image stands where it belongs. */
    NO_PLACE
  }

  private final Kind kind;

  GuestInitException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  GuestInitException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
