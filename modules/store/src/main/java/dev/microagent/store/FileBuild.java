package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file system image that is being made in the state directory. Nothing of it stays unless it is
 * published, also when the program is told to stop.
 */
public sealed interface FileBuild permits BaselineBuild, WorkspaceBuild {

  /**
   * Makes a file.
   *
   * @param <T> what it is written through
   */
  @FunctionalInterface
  interface FileMaker<T> {
    /** Makes it at that path. */
    T create(Path file) throws IOException;
  }

  /** Where to write it: not existing yet. {@link #create} makes it. */
  Path temporaryPath();

  /**
   * Makes the file at {@link #temporaryPath}. It is made here lest it be made when the program is
   * already stopping, after it would have been deleted.
   *
   * @param maker makes it, and only that: the program can't stop as long as it runs
   * @return what the maker returns
   * @throws IOException if it can't be made, or the build was stopped
   */
  <T> T create(FileMaker<T> maker) throws IOException;

  /**
   * Makes an empty directory, beside {@link #temporaryPath}, for what the build needs until then.
   * Only this user may enter it. It goes with all that is in it when the build is published or
   * closed, or another is made.
   */
  Path createStagingDirectory() throws IOException;
}
