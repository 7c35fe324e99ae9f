package dev.microagent.filetree;

/** A character or block device. */
public final class Device extends Inode {

  /** The two kinds of device file. */
  public enum Kind {
    CHARACTER,
    BLOCK
  }

  private final Kind kind;
  private final int major;
  private final int minor;

  /**
   * @param major 0 to 4095, as Linux has 12 bits for it
   * @param minor 0 to 1,048,575, as Linux has 20 bits for it
   */
  public Device(Attributes attributes, Kind kind, int major, int minor) {
    super(attributes);
    if (major < 0 || major >= 1 << 12 || minor < 0 || minor >= 1 << 20) {
      throw new IllegalArgumentException("no such device number: %d:%d".formatted(major, minor));
    }
    this.kind = kind;
    this.major = major;
    this.minor = minor;
  }

  public Kind kind() {
    return kind;
  }

  public int major() {
    return major;
  }

  public int minor() {
    return minor;
  }
}
