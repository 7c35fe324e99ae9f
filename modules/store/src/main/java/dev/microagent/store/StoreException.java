package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Path;

/** The store cannot be used as it is. */
public final class StoreException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** {@code index.json} is not an index. It was left as it is. */
    BROKEN_INDEX,
    /** Something else stands where the store's directory should be. */
    NOT_A_DIRECTORY
  }

  private final Kind kind;
  private final transient Path path;

  StoreException(Kind kind, Path path, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.path = path;
  }

  public Kind kind() {
    return kind;
  }

  /** The file or directory that is wrong. */
  public Path path() {
    return path;
  }
}
