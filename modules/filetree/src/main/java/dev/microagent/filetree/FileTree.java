package dev.microagent.filetree;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file tree of an image while its layers are laid over each other. Paths are followed as Linux
 * does inside a chroot: symlinks lead on, and {@code ..} stops at the root. Not thread-safe.
 */
public final class FileTree {

  /** How many symlinks one path may lead through: MAXSYMLINKS of Linux. */
  public static final int MAX_SYMLINKS = 40;

  private final ContentStore contents;
  private final Attributes implied;
  private final Directory root;
  private int layer;

  /**
   * @param contents told of every content that no name leads to any more
   * @param implied attributes of the root and of directories that no layer lists, but that
   *     something lies in
   */
  public FileTree(ContentStore contents, Attributes implied) {
    this.contents = contents;
    this.implied = implied;
    this.root = new Directory(implied);
  }

  public Directory root() {
    return root;
  }

  /** Begins the next layer: what is there from now on is lower. */
  public void nextLayer() {
    layer++;
  }

  /**
   * Finds what a path leads to. A symlink as the last name is not followed.
   *
   * @return null if nothing is there
   */
  public @Nullable Inode find(TreePath path) throws IOException {
    if (path.isRoot()) {
      return root;
    }
    Directory parent = walk(path.parent(), false);
    DirectoryEntry entry = parent == null ? null : parent.entry(path.name());
    return entry == null ? null : entry.inode();
  }

  /**
   * Puts a directory at a path. If one is there, it keeps its entries and takes the attributes;
   * anything else there is replaced.
   */
  public void putDirectory(TreePath path, Attributes attributes) throws IOException {
    if (path.isRoot()) {
      root.setAttributes(attributes);
      return;
    }
    Directory parent = makeDirectories(path.parent());
    DirectoryEntry old = parent.entry(path.name());
    if (old != null && old.inode() instanceof Directory there) {
      there.setAttributes(attributes);
      old.replace(there, layer);
    } else {
      put(parent, path.name(), new Directory(attributes));
    }
  }

  /**
   * Puts an inode other than a directory at a path, in place of whatever is there.
   *
   * @throws TreeException if the path is the root, or leads through something that isn't a
   *     directory, or through too many symlinks
   */
  public void put(TreePath path, Inode inode) throws IOException {
    if (inode instanceof Directory) {
      throw new IllegalArgumentException("a directory is put by putDirectory");
    }
    if (path.isRoot()) {
      throw new TreeException("the root must be a directory");
    }
    put(makeDirectories(path.parent()), path.name(), inode);
  }

  /**
   * Gives an inode one more name, in place of whatever is there.
   *
   * @param target where the inode is; a symlink as its last name is not followed
   * @throws TreeException if nothing is there, or a directory, or as {@link #put}
   */
  public void link(TreePath path, TreePath target) throws IOException {
    Inode inode = find(target);
    if (inode == null) {
      throw new TreeException("hard link %s to %s, which isn't there".formatted(path, target));
    }
    if (inode instanceof Directory) {
      throw new TreeException("hard link %s to the directory %s".formatted(path, target));
    }
    put(path, inode);
  }

  /** Removes what lower layers put at a path; what this layer put there or below stays. */
  public void removeLower(TreePath path) throws IOException {
    if (path.isRoot()) {
      clearLower(path);
      return;
    }
    Directory parent = walk(path.parent(), false);
    DirectoryEntry entry = parent == null ? null : parent.entry(path.name());
    if (parent != null && entry != null) {
      removeLower(parent, entry);
    }
  }

  /** Removes what lower layers put in a directory; what this layer put there stays. */
  public void clearLower(TreePath path) throws IOException {
    Directory directory = walk(path, false);
    if (directory != null) {
      for (DirectoryEntry entry : List.copyOf(directory.entries())) {
        removeLower(directory, entry);
      }
    }
  }

  /** The directory at a path, made together with those above it where they are missing. */
  private Directory makeDirectories(TreePath path) throws IOException {
    Directory directory = walk(path, true);
    if (directory == null) {
      throw new IllegalStateException("walk made no directory at " + path);
    }
    return directory;
  }

  /**
   * Follows a path to a directory.
   *
   * @param make whether what is missing is made; a file of a lower layer in the way is replaced
   * @return null if it isn't there and isn't made
   */
  private @Nullable Directory walk(TreePath path, boolean make) throws IOException {
    Directory here = root;
    for (int i = 0; i < path.names().size(); i++) {
      DirectoryEntry entry = here.entry(path.names().get(i));
      if (entry == null || !(entry.inode() instanceof Directory next)) {
        return walkSlowly(path, make);
      }
      here = next;
    }
    return here;
  }

  /** As {@link #walk}, for paths on which something is missing or is not a directory. */
  private @Nullable Directory walkSlowly(TreePath path, boolean make) throws IOException {
    Deque<Directory> above = new ArrayDeque<>();
    Deque<String> ahead = new ArrayDeque<>(path.names());
    Directory here = root;
    int symlinks = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        here = above.isEmpty() ? root : above.pop();
        continue;
      }
      DirectoryEntry entry = here.entry(name);
      Inode inode = entry == null ? null : entry.inode();
      if (inode instanceof Symlink symlink) {
        if (++symlinks > MAX_SYMLINKS) {
          throw new TreeException("%s leads through too many symlinks".formatted(path));
        }
        if (symlink.target().startsWith("/")) {
          above.clear();
          here = root;
        }
        List<String> target = List.of(symlink.target().split("/", -1));
        for (String part : target.reversed()) {
          ahead.push(part);
        }
        continue;
      }
      if (!(inode instanceof Directory)) {
        if (!make) {
          return null;
        }
        if (entry != null && entry.layer() == layer) {
          throw new TreeException(
              "%s leads through %s, which is not a directory".formatted(path, name));
        }
        inode = new Directory(implied);
        put(here, name, inode);
      }
      above.push(here);
      here = (Directory) inode;
    }
    return here;
  }

  private void put(Directory parent, String name, Inode inode) throws IOException {
    inode.nameAdded();
    DirectoryEntry entry = parent.entry(name);
    if (entry == null) {
      parent.add(new DirectoryEntry(name, inode, layer));
    } else {
      Inode old = entry.inode();
      entry.replace(inode, layer);
      drop(old);
    }
  }

  /** Takes one name from an inode; with its last one goes its content, or all that lies in it. */
  private void drop(Inode dropped) throws IOException {
    // A loop, as an image may be nested deeper than the stack is.
    Deque<Inode> pending = new ArrayDeque<>(List.of(dropped));
    while (!pending.isEmpty()) {
      Inode inode = pending.pop();
      if (!inode.nameRemoved()) {
        continue;
      }
      switch (inode) {
        case RegularFile file -> contents.release(file.content());
        case Directory directory ->
            directory.entries().forEach(entry -> pending.push(entry.inode()));
        case Symlink _, Device _, Fifo _, Socket _ -> {}
      }
    }
  }

  private record Place(Directory parent, DirectoryEntry entry) {}

  private void removeLower(Directory parent, DirectoryEntry entry) throws IOException {
    List<Place> places = new ArrayList<>();
    places.add(new Place(parent, entry));
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).entry().inode() instanceof Directory directory) {
        directory.entries().forEach(below -> places.add(new Place(directory, below)));
      }
    }
    // From the bottom up: a directory of a lower layer stays if something of this one lies in it.
    for (Place place : places.reversed()) {
      boolean lower = place.entry().layer() != layer;
      boolean empty = !(place.entry().inode() instanceof Directory d) || d.entries().isEmpty();
      if (lower && empty) {
        place.parent().remove(place.entry());
        drop(place.entry().inode());
      }
    }
  }
}
