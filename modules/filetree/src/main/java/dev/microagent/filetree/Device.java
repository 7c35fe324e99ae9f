package dev.microagent.filetree;

/** A character or block device. */
public final class Device extends Inode {

  /** The two kinds of device file. */
  public enum Kind {
    CHARACTER,
    BLOCK
  }

  /** The largest major number: Linux has 12 bits for it. */
  public static final int MAX_MAJOR = (1 << 12) - 1;

  /** The largest minor number: Linux has 20 bits for it. */
  public static final int MAX_MINOR = (1 << 20) - 1;

  private final Kind kind;
  private final int major;
  private final int minor;

  /**
   * @param major 0 to {@link #MAX_MAJOR}
   * @param minor 0 to {@link #MAX_MINOR}
   */
  public Device(Attributes attributes, Kind kind, int major, int minor) {
    super(attributes);
    if (major < 0 || major > MAX_MAJOR || minor < 0 || minor > MAX_MINOR) {
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
