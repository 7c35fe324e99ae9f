package dev.microagent.filetree;

/**
 * A file of any type. One inode may stand under several names (hard links), a directory under one
 * only. Identity is the object's.
 */
public abstract sealed class Inode permits Directory, RegularFile, Symlink, Device, Fifo, Socket {

  private Attributes attributes;
  private int names;

  Inode(Attributes attributes) {
    this.attributes = attributes;
  }

  public final Attributes attributes() {
    return attributes;
  }

  /** Replaces the attributes under every name of this inode. */
  public final void setAttributes(Attributes attributes) {
    this.attributes = attributes;
  }

  /** How many directory entries lead here; 0 for the root directory. */
  public final int names() {
    return names;
  }

  final void nameAdded() {
    names++;
  }

  /** Returns whether that was the last name. */
  final boolean nameRemoved() {
    return --names == 0;
  }
}
