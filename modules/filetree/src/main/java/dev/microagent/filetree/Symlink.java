package dev.microagent.filetree;

/** A symbolic link. Its permission bits have no meaning on Linux. */
public final class Symlink extends Inode {

  private final String target;

  /**
   * @param target raw bytes as ISO-8859-1, kept as they are
   */
  public Symlink(Attributes attributes, String target) {
    super(attributes);
    this.target = target;
  }

  public String target() {
    return target;
  }
}
