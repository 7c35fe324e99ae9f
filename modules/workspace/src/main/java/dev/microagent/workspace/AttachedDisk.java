package dev.microagent.workspace;

import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk beside a workspace's root.
 *
 * @param name what the virtual machine's monitor calls it: 1 to 64 letters, digits and underscores,
 *     a letter first
 * @param file an ext4 file system, which stays where it is
 * @param mountpoint where the guest has it
 * @param readOnly whether the guest may not write to it
 */
public record AttachedDisk(String name, Path file, String mountpoint, boolean readOnly) {

  /** The drive that has the root, in every configuration that is printed. */
  static final String ROOT = "rootfs";

  // The path may hold colons, and so may the mountpoint; the last ":/" tells them apart, as what
  // is there already can't always be given another name.
  private static final Pattern TEXT = Pattern.compile("([^=]*)=(.+):(/.*):(ro|rw)", Pattern.DOTALL);

  /** What QEMU and Firecracker both take as an identifier. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  /**
   * Checks name and mountpoint.
   *
   * @throws IllegalArgumentException if one isn't as it must be
   */
  public AttachedDisk {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a disk's name: 1 to 64 letters, digits and underscores, a letter first"
              .formatted(name));
    }
    if (name.equals(ROOT)) {
      throw new IllegalArgumentException(
          "the disk's name '%s' is taken by the root".formatted(ROOT));
    }
    GuestDisk.requireMountpoint(mountpoint);
  }

  /**
   * Reads {@code name=path:/mountpoint:ro|rw}.
   *
   * @throws IllegalArgumentException if it isn't of that form
   */
  public static AttachedDisk parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not of the form NAME=PATH:/MOUNTPOINT:ro or :rw".formatted(text));
    }
    return new AttachedDisk(
        matcher.group(1),
        // As it is: what follows ".." may be a symlink's.
        Path.of(matcher.group(2)).toAbsolutePath(),
        matcher.group(3),
        matcher.group(4).equals("ro"));
  }

  /**
   * The disk as the guest finds it.
   *
   * @throws IOException if it can't be read, is no file, or holds no ext4 file system
   */
  GuestDisk inGuest() throws IOException {
    try {
      return GuestDisk.read(file, mountpoint, readOnly);
    } catch (GuestConfigException e) {
      throw new GuestConfigException("disk %s: %s".formatted(name, e.getMessage()));
    }
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("path", file.toString());
    json.put("mountpoint", mountpoint);
    json.put("read_only", readOnly);
    return json;
  }
}
