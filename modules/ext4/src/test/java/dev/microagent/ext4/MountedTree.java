package dev.microagent.ext4;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel shows of an image: a line for every path with type, mode, owner, group, time with
 * nanoseconds, link count, first path of the same inode, size, target and device number; and what
 * getfattr and sha256sum say. Two images with the same lines hold the same tree.
 */
final class MountedTree {

  private static final String FIND =
      "find . -printf '%P\\001%i\\001%y %m %U %G %T@ %n\\001%s\\001%l\\0'";

  private MountedTree() {}

  static List<String> of(Path image, Path directory) throws IOException, InterruptedException {
    try (Mount mount = Mount.of(image, "ro", directory)) {
      List<String> lines = new ArrayList<>(paths(run(mount, FIND)));
      lines.addAll(
          sorted(run(mount, "find . ( -type b -o -type c ) -exec stat -c '%t:%T %n' {} +")));
      lines.addAll(sorted(run(mount, "find . -type f -print0 | xargs -0r sha256sum -z")));
      lines.addAll(
          sorted(
              run(
                  mount,
                  "getfattr -R -P -h -d -m - -e hex . | tr '\\n' '\\1' | sed 's/\\x1\\x1/\\x0/g'")));
      return lines;
    }
  }

  private static String run(Mount mount, String command) throws IOException, InterruptedException {
    Needs.that(Needs.command("getfattr"), "the command getfattr");
    String quoted = command.replace(" ( ", " \\( ").replace(" ) ", " \\) ");
    return Command.run(
        "sh", "-c", "cd '" + mount.path() + "' && LC_ALL=C && export LC_ALL && " + quoted);
  }

  private static List<String> paths(String found) {
    Map<String, String> firstPaths = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : sorted(found)) {
      String[] parts = line.split("\001", -1);
      String first = firstPaths.computeIfAbsent(parts[1], _ -> parts[0]);
      // How long a directory is belongs to the writer, not to the tree.
      String size = parts[2].startsWith("d") ? "" : parts[3];
      lines.add(String.join("|", parts[0], first, parts[2], size, parts[4]));
    }
    return lines;
  }

  private static List<String> sorted(String text) {
    return Arrays.stream(text.split("\0", -1)).filter(line -> !line.isEmpty()).sorted().toList();
  }
}
