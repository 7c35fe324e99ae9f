package dev.microagent.workspace;

import dev.microagent.rootfs.DamagedBaselineException;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestDisk;
import dev.microagent.rootfs.Superblock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk beside a workspace's root.
 *
 * @param name what the virtual machine's monitor calls it: letters, digits, underscores
 * @param file an ext4 file system, which stays where it is
 * @param mountpoint where the guest has it
 * @param readOnly whether the guest may not write to it
 */
public record AttachedDisk(String name, Path file, String mountpoint, boolean readOnly) {

  /** Checks the mountpoint. */
  public AttachedDisk {
    GuestDisk.requireMountpoint(mountpoint);
  }

  // The path may hold colons, and so may the mountpoint; the first ":/" tells them apart.
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9_]{1,64})=(.+?):(/.*):(ro|rw)", Pattern.DOTALL);

  /** The drive that has the root, in every configuration that is printed. */
  static final String ROOT = "rootfs";

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
    if (matcher.group(1).equals(ROOT)) {
      throw new IllegalArgumentException(
          "the disk's name '%s' is taken by the root".formatted(ROOT));
    }
    return new AttachedDisk(
        matcher.group(1),
        Path.of(matcher.group(2)).toAbsolutePath().normalize(),
        matcher.group(3),
        matcher.group(4).equals("ro"));
  }

  /**
   * The disk as the guest finds it.
   *
   * @throws IOException if the file can't be read, or holds no ext4 file system
   */
  GuestDisk inGuest() throws IOException {
    try {
      return new GuestDisk(Superblock.read(file).uuid(), mountpoint, readOnly);
    } catch (DamagedBaselineException e) {
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
