package dev.microagent.codec;

import java.io.IOException;

/** Compressed bytes that can't be decoded. */
public final class CodecException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with them. */
  public enum Kind {
    /** They end before what they hold is complete. */
    TRUNCATED,
    /** They break the rules of their format, or a checksum in them doesn't match. */
    CORRUPT,
    /** They may be well formed, but need something that is refused here. */
    UNSUPPORTED
  }

  private final Kind kind;

  CodecException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  CodecException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
