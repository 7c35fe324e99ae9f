package dev.microagent.cli;

import java.io.IOException;

/** What a user must agree to, and didn't; nothing was changed. */
final class ConfirmationException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why there is no agreement. */
  enum Kind {
    /** There is nobody to ask. */
    NEEDED,
    /** The answer was no. */
    DECLINED
  }

  private final Kind kind;

  ConfirmationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
