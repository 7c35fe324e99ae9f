package dev.microagent.ext4;

import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import java.util.ArrayDeque;
import java.util.Deque;

/** Finds a path that leads to an inode, for an error message. */
final class PathSearch {

  private PathSearch() {}

  private record Place(String path, Directory directory) {}

  /** One of an inode's paths. */
  static String pathOf(FileTree tree, Inode inode) {
    Deque<Place> pending = new ArrayDeque<>();
    pending.push(new Place("", tree.root()));
    while (!pending.isEmpty()) {
      Place place = pending.pop();
      for (DirectoryEntry entry : place.directory().entries()) {
        String path = place.path() + "/" + entry.name();
        if (entry.inode() == inode) {
          return path;
        }
        if (entry.inode() instanceof Directory directory) {
          pending.push(new Place(path, directory));
        }
      }
    }
    return "/";
  }
}
