package dev.microagent.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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

  /** What the guest init needs: a disk there, or above, would hide it. */
  private static final List<String> NEEDED =
      List.of("/dev", "/proc", "/run", "/sys", "/etc/microagent", "/sbin/microagent-init");

  /** What the kernel alone fills: nothing can be mounted below. */
  private static final List<String> KERNELS = List.of("/dev", "/proc", "/sys");

  /**
   * Checks the mountpoint.
   *
   * @throws IllegalArgumentException if it isn't as it must be
   */
  public GuestDisk {
    requireMountpoint(mountpoint);
  }

  /**
   * The one that a file holds.
   *
   * @throws GuestConfigException if it isn't a regular file, or holds no ext4 file system
   * @throws IOException if it can't be read
   */
  public static GuestDisk read(Path file, String mountpoint, boolean readOnly) throws IOException {
    // Before it is opened: that of a FIFO waits for a writer.
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new GuestConfigException(file + " is not a regular file");
    }
    try {
      return new GuestDisk(Superblock.read(file).uuid(), mountpoint, readOnly);
    } catch (DamagedBaselineException e) {
      throw new GuestConfigException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Checks a mountpoint.
   *
   * @throws IllegalArgumentException if it isn't as it must be
   */
  public static void requireMountpoint(String mountpoint) {
    boolean root = mountpoint.equals("/");
    List<String> names = List.of(mountpoint.split("/", -1));
    if (!root
        && (names.size() < 2
            || !names.getFirst().isEmpty()
            || names.stream()
                .skip(1)
                .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals("..")))) {
      throw new IllegalArgumentException(
          "'%s' is not an absolute path without '.', '..' and empty names".formatted(mountpoint));
    }
    for (String path : NEEDED) {
      if (root || isWithin(path, mountpoint)) {
        throw new IllegalArgumentException(
            "no disk can be mounted at %s: it would hide %s, which the guest init needs"
                .formatted(mountpoint, path));
      }
    }
    for (String path : KERNELS) {
      if (isWithin(mountpoint, path)) {
        throw new IllegalArgumentException(
            "no disk can be mounted at %s: the kernel has its own files in %s"
                .formatted(mountpoint, path));
      }
    }
  }

  private static boolean isWithin(String path, String top) {
    return (path + "/").startsWith(top + "/");
  }

  /** As the guest's configuration has it. */
  String record() {
    return "UUID=%s:%s:%s".formatted(uuid, mountpoint, readOnly ? "ro" : "rw");
  }
}
