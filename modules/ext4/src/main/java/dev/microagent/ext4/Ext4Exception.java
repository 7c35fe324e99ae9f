package dev.microagent.ext4;

import java.io.IOException;

/** Something that an ext4 file system can't hold, such as a file with too many names. */
public sealed class Ext4Exception extends IOException permits ImageTooSmallException {

  private static final long serialVersionUID = 1L;

  Ext4Exception(String message) {
    super(message);
  }
}
