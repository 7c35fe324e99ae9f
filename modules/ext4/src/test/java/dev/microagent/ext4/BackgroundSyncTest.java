package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
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
            .hasMessageMatching("No space left on device|Input/output error|Read-only file system");
      }
    } finally {
      Command.run("umount", disk.toString());
    }
  }

  @Test
  void aFailureIsTold(@TempDir Path directory) throws Exception {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    BackgroundSync sync = new BackgroundSync(channel);
    channel.close();

    sync.written(1L << 30);

    assertThatThrownBy(sync::await).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> sync.written(1L << 30)).isInstanceOf(IOException.class);
  }

  @Test
  void fewBytesAreLeftToWhoeverSyncsTheFileInTheEnd(@TempDir Path directory) throws Exception {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.close();
    BackgroundSync sync = new BackgroundSync(channel);

    sync.written(MIB);
    sync.complete();
    sync.await();

    assertThat(channel.isOpen()).as("a sync would have failed").isFalse();
  }
}
