package dev.microagent.filetree;

import dev.microagent.filetree.FileTree.Way;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows paths to directories of a tree, as Linux does inside a chroot, and remembers the last
 * one: most entries of an archive lie in the same directory as the one before.
 */
final class PathWalker {

  /** What happens when a name on the way leads to no directory. */
  enum OnTheWay {
    /** The walk ends without a result. */
    FIND,
    /** A missing directory is made; at anything else the walk ends without a result. */
    MAKE,
    /** As MAKE, but a file of a lower layer is replaced by a directory; one of this layer fails. */
    REPLACE
  }

  /** Makes what is missing on the way. */
  interface Maker {

    /**
     * Makes a directory, where the mode has it made.
     *
     * @param there what has the name, if anything
     * @param names all that are followed, for messages
     * @return null if the walk ends here, without a result
     */
    @Nullable Directory make(
        Directory parent,
        String name,
        @Nullable DirectoryEntry there,
        OnTheWay mode,
        List<String> names)
        throws IOException;
  }

  private final Directory root;
  private final Maker maker;
  private TreePath knownPath = TreePath.ROOT;
  private Directory knownDirectory;

  PathWalker(Directory root, Maker maker) {
    this.root = root;
    this.maker = maker;
    this.knownDirectory = root;
  }

  /** What a path leads to, where a symlink as the last name is followed as well. */
  @Nullable Inode follow(TreePath path) throws IOException {
    List<String> names = path.names();
    for (int symlinks = 0; symlinks <= FileTree.MAX_SYMLINKS; symlinks++) {
      if (names.isEmpty() || !TreePath.isName(names.getLast())) {
        return walk(names, OnTheWay.FIND);
      }
      List<String> above = names.subList(0, names.size() - 1);
      Directory parent = walk(above, OnTheWay.FIND);
      DirectoryEntry entry = parent == null ? null : parent.entry(names.getLast());
      if (entry == null || !(entry.inode() instanceof Symlink symlink)) {
        return entry == null ? null : entry.inode();
      }
      names = new ArrayList<>(symlink.target().startsWith("/") ? List.of() : above);
      names.addAll(List.of(symlink.target().split("/", -1)));
    }
    throw tooManySymlinks(path.names());
  }

  /** The directory that what a path leads to lies in; null if it isn't there and isn't made. */
  @SuppressWarnings("ReferenceEquality") // to compare paths takes as long as to walk them
  @Nullable Directory walkToParent(TreePath path, OnTheWay mode) throws IOException {
    TreePath parent = path.parent();
    if (parent == knownPath) {
      return knownDirectory;
    }
    Directory directory = walk(parent.names(), mode);
    if (directory != null) {
      know(parent, directory);
    }
    return directory;
  }

  /** Remembers where a path leads. */
  void know(TreePath path, Directory directory) {
    knownPath = path;
    knownDirectory = directory;
  }

  /** To be called when a name no longer leads where it did. A new name changes no path's way. */
  void forget() {
    know(TreePath.ROOT, root);
  }

  /** Follows names to a directory; null if it isn't there and isn't made. */
  @Nullable Directory walk(List<String> names, OnTheWay mode) throws IOException {
    Directory here = root;
    for (int i = 0; i < names.size(); i++) {
      DirectoryEntry entry = here.entry(names.get(i));
      if (entry == null || !(entry.inode() instanceof Directory next)) {
        Way way = way(names, mode);
        return way == null ? null : way.end();
      }
      here = next;
    }
    return here;
  }

  /** As {@link #walk}, with how the names lead there. */
  @Nullable Way way(List<String> names, OnTheWay mode) throws IOException {
    List<Directory> lineage = new ArrayList<>(List.of(root));
    List<Directory> entered = new ArrayList<>(lineage);
    Deque<String> ahead = new ArrayDeque<>(names);
    int symlinks = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (lineage.size() > 1) {
          lineage.removeLast();
        }
        continue;
      }
      DirectoryEntry entry = lineage.getLast().entry(name);
      Inode inode = entry == null ? null : entry.inode();
      if (inode instanceof Symlink symlink) {
        if (++symlinks > FileTree.MAX_SYMLINKS) {
          throw tooManySymlinks(names);
        }
        if (symlink.target().startsWith("/")) {
          lineage.subList(1, lineage.size()).clear();
        }
        List<String> target = List.of(symlink.target().split("/", -1));
        for (String part : target.reversed()) {
          ahead.push(part);
        }
        continue;
      }
      Directory next =
          inode instanceof Directory directory
              ? directory
              : maker.make(lineage.getLast(), name, entry, mode, names);
      if (next == null) {
        return null;
      }
      lineage.add(next);
      entered.add(next);
    }
    return new Way(entered, lineage);
  }

  /** The names may be those of a symlink's target, and so {@code ..} among them. */
  private static TreeException tooManySymlinks(List<String> names) {
    return new TreeException(
        "%s leads through more than %d symlinks"
            .formatted(TreePath.display("/" + String.join("/", names)), FileTree.MAX_SYMLINKS));
  }
}
