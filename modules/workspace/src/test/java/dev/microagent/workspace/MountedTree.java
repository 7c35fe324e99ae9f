package dev.microagent.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel finds in a file system: every name with its attributes, times and content. */
final class MountedTree {

  private MountedTree() {}

  /** Lists one, which is mounted meanwhile in a directory of its own. */
  static String list(Path rootfs, Path directory) throws IOException {
    if (!"0".equals(Tools.run("id", "-u").strip())) {
      Tools.missing("mounting needs root");
    }
    Path mountpoint = Files.createTempDirectory(directory, "mount");
    Tools.run("mount", "-o", "loop,ro,noload", rootfs.toString(), mountpoint.toString());
    try {
      String format = "%P %y %m %U %G %n %s %T@ %C@ %l\\n";
      String names = Tools.run("find", mountpoint.toString(), "-printf", format);
      String contents =
          Tools.run(
              "sh",
              "-c",
              "cd \"$1\" && find . -type f -exec sha256sum {} +",
              "sh",
              "" + mountpoint);
      return Stream.of(names, contents)
          .flatMap(listing -> listing.lines().sorted())
          .collect(Collectors.joining("\n"));
    } finally {
      Tools.run("umount", mountpoint.toString());
    }
  }
}
