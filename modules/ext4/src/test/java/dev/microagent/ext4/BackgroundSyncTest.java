package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundSyncTest {

  private static final int MIB = 1 << 20;

  @Test
  void whatTheDiskRefusesAfterwardsFailsTheImage(@TempDir Path directory) throws Exception {
    Needs.that(Command.run("id", "-u").strip().equals("0"), "root, to mount a small tmpfs");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Command.run("mount", "-t", "tmpfs", "-o", "size=40m", "none", disk.toString());
    try {
      // It promises more than there is, which the system notices when it writes back only.
      Path promised = disk.resolve("promised");
      Command.run("mke2fs", "-q", "-t", "ext4", promised.toString(), "300M");
      try (Mount mount = Mount.of(promised, "rw", directory);
          ImageMaker maker =
              new ImageMaker(mount.path().resolve("image"), ImageMaker.options(200))) {
        byte[] bytes = new byte[100 * MIB];
        new Random(1).nextBytes(bytes);

        assertThatThrownBy(
                () -> {
                  maker.file("/file", bytes);
                  maker.finish();
                })
            .isInstanceOf(IOException.class)
            .message()
            .containsAnyOf("No space left on device", "Input/output error", "Read-only file");
      }
    } finally {
      // Whoever looks at a new loop device may still have it open.
      Command.run("umount", "--lazy", disk.toString());
    }
  }

  /** A sync fails, as the channel is closed. */
  private static BackgroundSync failing(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.close();
    return new BackgroundSync(channel);
  }

  @Test
  void aFailureIsToldWhoeverAsks(@TempDir Path directory) throws Exception {
    BackgroundSync sync = failing(directory);
    sync.written(BackgroundSync.SYNC_BYTES - 1);
    sync.await();
    sync.written(1);

    assertThatIOException().isThrownBy(sync::await);
    assertThatIOException().isThrownBy(() -> sync.written(BackgroundSync.SYNC_BYTES));
  }

  @Test
  void theRestIsSyncedInTheEndIfItIsMuch(@TempDir Path directory) throws Exception {
    BackgroundSync sync = failing(directory);
    sync.written(BackgroundSync.LEAST_BYTES - 1);
    sync.allWritten();
    sync.await();
    sync.written(1);
    sync.allWritten();

    assertThatIOException().isThrownBy(sync::await);
  }
}
