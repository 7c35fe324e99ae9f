package dev.microagent.filetree;

/** A Unix domain socket's name; nothing listens on it. */
public final class Socket extends Inode {

  public Socket(Attributes attributes) {
    super(attributes);
  }
}
