package dev.microagent.bindings.ext2fs;

import java.io.IOException;

/** A call of libext2fs that failed, or the library itself missing. */
public final class Ext2Exception extends IOException {

  private static final long serialVersionUID = 1L;

  private final String function;
  private final long code;

  Ext2Exception(String function, String file, long code, String text) {
    super("%s on %s: %s (error %d)".formatted(function, file, text, code));
    this.function = function;
    this.code = code;
  }

  /** The library can't be used at all. */
  Ext2Exception(String message, Throwable cause) {
    super(message, cause);
    this.function = "";
    this.code = 0;
  }

  /** The function that failed; empty when the library could not be loaded. */
  public String function() {
    return function;
  }

  /** The library's {@code errcode_t}: an errno value or a code of its own error table. */
  public long code() {
    return code;
  }
}
