package dev.microagent.rootfs;

import dev.microagent.ext4.ExistingImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The configuration in a copy of a baseline, put there for the image alone. To replace it is much
 * less than to build the image again, and gives the same tree.
 */
public final class BaselineConfig {

  private BaselineConfig() {}

  /**
   * Replaces it by a guest's own.
   *
   * @param rootfs the copy, which is not synced, and of no use when this fails
   * @param options how the guest differs from the image
   * @param time of writing, for the file system's superblock
   * @return false if that needs another build: for mountpoints of disks, for an image that comes
   *     with a note that its setup is done, and where the baseline has no configuration because the
   *     image's own makes no sense; the copy is as it was then
   * @throws GuestConfigException if the options make no sense with this image
   */
  public static boolean replace(Path rootfs, GuestOptions options, Instant time)
      throws IOException {
    if (!options.disks().isEmpty()) {
      return false;
    }
    try (ExistingImage image = ExistingImage.open(rootfs, time)) {
      String file = GuestLayout.FILE.toString();
      Optional<DecodedConfig> config =
          image.read(file, GuestConfig.MAX_BYTES).flatMap(DecodedConfig::of);
      boolean setupDone =
          !options.setup().isEmpty() && image.has(GuestLayout.SETUP_DONE.toString());
      if (config.isEmpty() || setupDone) {
        return false;
      }
      image.replace(file, GuestConfig.encode(config.get().process(), config.get().user(), options));
      image.finish();
      return true;
    }
  }
}
