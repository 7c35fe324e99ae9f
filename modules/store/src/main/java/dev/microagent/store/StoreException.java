package dev.microagent.store;

import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The store cannot be used as it is, or not as it was asked to be. */
public final class StoreException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Kind {
    /** {@code index.json} is not an index. It was left as it is. */
    BROKEN_INDEX,
    /** Something else stands where the store's directory should be. */
    NOT_A_DIRECTORY,
    /** No record matches a name. */
    NO_SUCH_IMAGE,
    /** Several records match a name that must mean one. */
    AMBIGUOUS,
    /** An image is recorded, but its file is gone. */
    MISSING_FILE,
    /** Another process is building or reading a baseline that was to be deleted. */
    IN_USE,
    /** There is no workspace of that name. */
    NO_SUCH_WORKSPACE,
    /** There is a workspace of that name already. */
    WORKSPACE_EXISTS,
    /** {@code workspace.json} can't be understood. */
    BROKEN_WORKSPACE,
    /** What is recorded of a baseline's making can't be understood. */
    BROKEN_PROVENANCE
  }

  private final Kind kind;
  private final transient @Nullable Path path;

  StoreException(Kind kind, Path path, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.path = path;
  }

  StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.path = null;
  }

  static StoreException missingFile(Path file) {
    return new StoreException(Kind.MISSING_FILE, "its file " + file + " is gone");
  }

  /** For an image that is recorded under a name that only this state directory knows. */
  public static StoreException onlyFor(String name, List<Platform> platforms) {
    return new StoreException(
        Kind.NO_SUCH_IMAGE,
        "%s is recorded here for %s only"
            .formatted(
                name,
                platforms.stream().map(Platform::toString).collect(Collectors.joining(", "))));
  }

  /** For what a workspace's record must say, and doesn't. */
  public static StoreException brokenWorkspace(Path workspace, Throwable cause) {
    return new StoreException(
        Kind.BROKEN_WORKSPACE, workspace, "the record of %s is broken".formatted(workspace), cause);
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The file or directory that is wrong; null where it is none. */
  public @Nullable Path path() {
    return path;
  }
}
