package dev.microagent.ext4;

import java.io.IOException;

/** A program given as mke2fs that can't be run, isn't mke2fs or didn't do what was asked of it. */
public final class Mke2fsException extends IOException {

  private static final long serialVersionUID = 1L;

  Mke2fsException(String message) {
    super(message);
  }
}
