package dev.microagent.ext4;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image mounted on the kernel, until closed. */
record Mount(Path path) implements AutoCloseable {

  /**
   * Mounts an image.
   *
   * @param mode ro or rw
   * @param directory for the mount point
   */
  static Mount of(Path image, String mode, Path directory)
      throws IOException, InterruptedException {
    Needs.that(
        Command.run("id", "-u").strip().equals("0") && Files.exists(Path.of("/dev/loop-control")),
        "root and loop devices, to mount images");
    Path path = Files.createTempDirectory(directory, "mount");
    Command.run("mount", "-o", "loop," + mode, image.toString(), path.toString());
    return new Mount(path);
  }

  @Override
  public void close() throws IOException {
    try {
      Command.run("umount", path.toString());
    } catch (InterruptedException e) {
      throw new InterruptedIOException("unmounting " + path);
    }
  }
}
