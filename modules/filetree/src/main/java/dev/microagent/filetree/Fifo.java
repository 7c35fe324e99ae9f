package dev.microagent.filetree;

/** A named pipe. */
public final class Fifo extends Inode {

  public Fifo(Attributes attributes) {
    super(attributes);
  }
}
