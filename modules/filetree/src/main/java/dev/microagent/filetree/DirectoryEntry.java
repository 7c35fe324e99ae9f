package dev.microagent.filetree;

/** A name in a directory, what it leads to, and which layer put it there. */
public final class DirectoryEntry {

  private final String name;
  private Inode inode;
  private int layer;

  DirectoryEntry(String name, Inode inode, int layer) {
    this.name = name;
    this.inode = inode;
    this.layer = layer;
  }

  /** The name, raw bytes as ISO-8859-1; never empty, {@code .} or {@code ..}. */
  public String name() {
    return name;
  }

  public Inode inode() {
    return inode;
  }

  /** Number of the layer that put the name there or described it anew, from 0. */
  int layer() {
    return layer;
  }

  void replace(Inode inode, int layer) {
    this.inode = inode;
    this.layer = layer;
  }
}
