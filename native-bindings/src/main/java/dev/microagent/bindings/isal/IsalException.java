package dev.microagent.bindings.isal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call of ISA-L that failed, or the library itself missing. */
public final class IsalException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;

  IsalException(String text, int code) {
    super("%s (ISA-L's error %d)".formatted(text, code));
    this.code = code;
  }

  /** The library can't be used at all. */
  IsalException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = 0;
  }

  /** What the function returned; 0 when the library can't be used. */
  public int code() {
    return code;
  }
}
