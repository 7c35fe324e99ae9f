package dev.microagent.registry;

import java.io.IOException;

/** Bytes that aren't those that a digest and a size promised. */
public final class VerificationException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String actual;

  VerificationException(String what, String expected, String actual) {
    super(what + ": expected " + expected + ", got " + actual);
    this.expected = expected;
    this.actual = actual;
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
