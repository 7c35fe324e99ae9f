package dev.microagent.rootfs;

import java.util.List;
import java.util.UUID;

/**
 * An ext4 file system on a disk beside the guest's root.
 *
 * @param uuid of the file system, by which the guest finds it, whatever it calls the disk
 * @param mountpoint absolute path in the guest, without empty names, {@code .} and {@code ..}
 * @param readOnly whether the guest may not write to it
 */
public record GuestDisk(UUID uuid, String mountpoint, boolean readOnly) {

  /**
   * Checks the mountpoint.
   *
   * @throws IllegalArgumentException if it isn't as it must be
   */
  public GuestDisk {
    requireMountpoint(mountpoint);
  }

  /**
   * Checks a mountpoint.
   *
   * @throws IllegalArgumentException if it isn't as it must be
   */
  public static void requireMountpoint(String mountpoint) {
    List<String> names = List.of(mountpoint.split("/", -1));
    if (names.size() < 2
        || !names.getFirst().isEmpty()
        || names.stream()
            .skip(1)
            .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))) {
      throw new IllegalArgumentException(
          "'%s' is not an absolute path without '.', '..' and empty names".formatted(mountpoint));
    }
  }

  /** As the guest's configuration has it. */
  String record() {
    return "UUID=%s:%s:%s".formatted(uuid, mountpoint, readOnly ? "ro" : "rw");
  }
}
