package dev.microagent.rootfs;

import dev.microagent.ext4.ExistingImage;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The configuration in a copy of a baseline, put there for the image alone. To replace it is much
 * less than to build the image again, and gives the same tree.
 */
public final class BaselineConfig {

  private static final String FILE = GuestLayout.FILE.toString();

  private BaselineConfig() {}

  /**
   * Replaces it by a guest's own.
   *
   * @param rootfs the copy, which is not synced, and of no use unless it was replaced
   * @param options how the guest differs from the image
   * @return false if another build is needed: for mountpoints of disks, for an image that comes
   *     with a note that its setup is done, where the baseline has no configuration because the
   *     image's own makes no sense, where its file system is full, or not sound
   * @throws GuestConfigException if the options make no sense with this image
   * @throws IOException if the disk is full
   */
  public static boolean replace(Path rootfs, GuestOptions options) throws IOException {
    if (!options.disks().isEmpty()) {
      return false;
    }
    try {
      Optional<byte[]> config = replaced(rootfs, options);
      // The library doesn't tell of every write that failed, but it finds what came of it.
      return config.isPresent() && Arrays.equals(config.get(), read(rootfs).orElse(null));
    } catch (GuestConfigException e) {
      throw e;
    } catch (IOException e) {
      if (StateDirectory.isOutOfSpace(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Puts a guest's configuration in place of the image's; empty where that can't be. */
  private static Optional<byte[]> replaced(Path rootfs, GuestOptions options) throws IOException {
    try (ExistingImage image = ExistingImage.open(rootfs)) {
      boolean setupDone =
          !options.setup().isEmpty() && image.has(GuestLayout.SETUP_DONE.toString());
      Optional<DecodedConfig> config =
          image.read(FILE, GuestConfig.MAX_BYTES).flatMap(DecodedConfig::of);
      if (setupDone || config.isEmpty()) {
        return Optional.empty();
      }
      byte[] wanted = GuestConfig.encode(config.get().process(), config.get().user(), options);
      image.replace(FILE, wanted);
      image.finish();
      return Optional.of(wanted);
    }
  }

  private static Optional<byte[]> read(Path rootfs) throws IOException {
    try (ExistingImage image = ExistingImage.open(rootfs)) {
      return image.read(FILE, GuestConfig.MAX_BYTES);
    }
  }
}
