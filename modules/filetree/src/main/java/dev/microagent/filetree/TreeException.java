package dev.microagent.filetree;

import java.io.IOException;

/** Something that can't be done to a tree, such as a hard link to a file that isn't there. */
public final class TreeException extends IOException {

  private static final long serialVersionUID = 1L;

  public TreeException(String message) {
    super(message);
  }
}
