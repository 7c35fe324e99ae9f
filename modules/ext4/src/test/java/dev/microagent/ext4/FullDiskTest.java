package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up in whatever phase ends in an error, never in a broken file system. */
class FullDiskTest {

  private static final int PAGE_KIB = 4;

  /** More than the image of this test takes on disk. */
  private static final int ENOUGH_KIB = 2048;

  @Test
  void everyAmountOfMissingSpaceIsAnError(@TempDir Path directory) throws Exception {
    Needs.that(Command.run("id", "-u").strip().equals("0"), "root, to mount a small tmpfs");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Command.run("mount", "-t", "tmpfs", "-o", "size=" + ENOUGH_KIB + "k", "none", disk.toString());
    try {
      Path image = disk.resolve("image");
      make(image);
      Command.assertClean(image);
      int used = Integer.parseInt(Command.run("du", "-k", image.toString()).split("\t", -1)[0]);
      for (int kib = PAGE_KIB; kib < used; kib += PAGE_KIB) {
        Files.delete(image);
        Command.run("mount", "-o", "remount,size=" + kib + "k", disk.toString());
        String space = kib + " KiB of " + used;
        assertThat(failure(image)).as(space).contains("No space left on device");
      }
    } finally {
      Command.run("umount", disk.toString());
    }
  }

  private static String failure(Path image) {
    try {
      make(image);
      return "made";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void make(Path image) throws IOException {
    try (ImageMaker maker = new ImageMaker(image, ImageMaker.options(300))) {
      maker.file("/file", new byte[5000]);
      maker.finish();
    }
  }
}
