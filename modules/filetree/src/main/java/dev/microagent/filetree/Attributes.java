package dev.microagent.filetree;

import java.time.Instant;
import java.util.List;

/**
 * What every inode has, whatever its type.
 *
 * @param mode the twelve permission bits: setuid, setgid, sticky and three times rwx
 * @param uid owner, an unsigned 32-bit number in a Java int
 * @param gid group, an unsigned 32-bit number in a Java int
 * @param mtime time of the last change of the content, to the nanosecond
 * @param xattrs extended attributes, sorted by name, each name once
 */
public record Attributes(int mode, int uid, int gid, Instant mtime, List<Xattr> xattrs) {

  /** The bits that {@link #mode} may have. */
  public static final int MODE_MASK = 07777;

  public Attributes {
    if ((mode & ~MODE_MASK) != 0) {
      throw new IllegalArgumentException("mode %o has more than permission bits".formatted(mode));
    }
    xattrs = List.copyOf(xattrs);
    for (int i = 1; i < xattrs.size(); i++) {
      if (xattrs.get(i - 1).name().compareTo(xattrs.get(i).name()) >= 0) {
        throw new IllegalArgumentException("xattrs are not sorted by name, or one stands twice");
      }
    }
  }

  /** Attributes without extended attributes. */
  public Attributes(int mode, int uid, int gid, Instant mtime) {
    this(mode, uid, gid, mtime, List.of());
  }
}
