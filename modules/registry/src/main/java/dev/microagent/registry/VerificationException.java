package dev.microagent.registry;

import java.io.IOException;

/** Bytes that aren't those that a digest and a size promised. */
public final class VerificationException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String actual;
  private final boolean keptBytes;

  VerificationException(String what, String expected, String actual) {
    super(what + ": expected " + expected + ", got " + actual);
    this.expected = expected;
    this.actual = actual;
    this.keptBytes = false;
  }

  private VerificationException(VerificationException cause) {
    super(cause.getMessage(), cause);
    this.expected = cause.expected;
    this.actual = cause.actual;
    this.keptBytes = true;
  }

  /** The same, of bytes some of which were kept by an earlier pull. */
  VerificationException ofKeptBytes() {
    return new VerificationException(this);
  }

  /**
   * Whether some of the bytes were kept by an earlier pull, so that another try may go well: they
   * are kept no longer.
   */
  public boolean isOfKeptBytes() {
    return keptBytes;
  }

  /** What was promised: a digest or a number of bytes. */
  public String expected() {
    return expected;
  }

  /** What came. */
  public String actual() {
    return actual;
  }
}
