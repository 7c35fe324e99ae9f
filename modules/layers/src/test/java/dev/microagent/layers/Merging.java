package dev.microagent.layers;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.Device;
import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Socket;
import dev.microagent.filetree.Symlink;
import dev.microagent.filetree.TreePath;
import dev.microagent.tar.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** A tree with a merger on it, and a way to look at the tree. */
final class Merging {

  /** Mode of directories that no layer lists. */
  static final int IMPLIED_MODE = 0711;

  final MemoryContents contents = new MemoryContents();
  final FileTree tree = new FileTree(contents, new Attributes(IMPLIED_MODE, 0, 0, Instant.EPOCH));
  private final LayerMerger merger = new LayerMerger(tree, contents);

  static Merging of(Tar... layers) throws IOException {
    Merging merging = new Merging();
    for (Tar layer : layers) {
      merging.apply(layer);
    }
    return merging;
  }

  void apply(Tar layer) throws IOException {
    merger.apply(ByteSource.of(new ByteArrayInputStream(layer.bytes())), "test");
  }

  Inode at(String path) throws IOException {
    Inode inode = tree.find(TreePath.parse(path));
    if (inode == null) {
      throw new AssertionError("nothing at " + path);
    }
    return inode;
  }

  /** What is at every path: {@code a/ a/b=content c->target d|}. */
  Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    list("", tree.root(), paths);
    return paths;
  }

  private static void list(String prefix, Directory directory, Set<String> paths) {
    for (DirectoryEntry entry : directory.entries()) {
      String path = prefix + entry.name();
      switch (entry.inode()) {
        case Directory below -> {
          paths.add(path + "/");
          list(path + "/", below, paths);
        }
        case RegularFile file ->
            paths.add(path + "=" + ((MemoryContents.Text) file.content()).text());
        case Symlink symlink -> paths.add(path + "->" + symlink.target());
        case Fifo _ -> paths.add(path + "|");
        case Device device -> paths.add(path + "#" + device.major() + ":" + device.minor());
        case Socket _ -> paths.add(path + "~");
      }
    }
  }
}
