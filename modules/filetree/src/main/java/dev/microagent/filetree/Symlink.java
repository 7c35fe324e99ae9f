package dev.microagent.filetree;

/** A symbolic link. Its permission bits have no meaning on Linux. */
public final class Symlink extends Inode {

  /** Length of the longest target in bytes: PATH_MAX of Linux, which counts a NUL at its end. */
  public static final int MAX_TARGET = 4095;

  private final String target;

  /**
   * @param target raw bytes as ISO-8859-1, kept as they are
   * @throws IllegalArgumentException if the target is empty, too long, or has a NUL byte in it:
   *     Linux can't read such a link
   */
  public Symlink(Attributes attributes, String target) {
    super(attributes);
    if (target.isEmpty()) {
      throw new IllegalArgumentException("a symlink has no target");
    }
    if (target.length() > MAX_TARGET) {
      throw new IllegalArgumentException(
          "a symlink's target has %d bytes, more than %d".formatted(target.length(), MAX_TARGET));
    }
    if (target.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a symlink's target has a NUL byte in it");
    }
    this.target = target;
  }

  public String target() {
    return target;
  }
}
