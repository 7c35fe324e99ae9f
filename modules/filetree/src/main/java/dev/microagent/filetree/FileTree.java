package dev.microagent.filetree;

import dev.microagent.filetree.PathWalker.OnTheWay;
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
  private final PathWalker paths;
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
    this.paths = new PathWalker(root, this::makeOnTheWay);
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
    Directory parent = paths.walkToParent(path, OnTheWay.FIND);
    DirectoryEntry entry = parent == null ? null : parent.entry(path.name());
    return entry == null ? null : entry.inode();
  }

  /**
   * Finds what a path leads to, where a symlink as the last name is followed as well.
   *
   * @return null if nothing is there
   * @throws TreeException if it leads through too many symlinks
   */
  public @Nullable Inode follow(TreePath path) throws IOException {
    return paths.follow(path);
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
    Directory parent = makeParent(path);
    DirectoryEntry old = parent.entry(path.name());
    if (old != null && old.inode() instanceof Directory there) {
      there.setAttributes(attributes);
      old.replace(there, layer);
      paths.know(path, there);
    } else {
      Directory made = new Directory(attributes);
      put(parent, path.name(), made);
      if (old == null) {
        // A symlink that was replaced may have been on the way that this very path led.
        paths.know(path, made);
      }
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
    put(makeParent(path), path.name(), inode);
  }

  /**
   * Gives an inode one more name, in place of whatever is there.
   *
   * @param target where the inode is; a symlink as its last name is not followed
   * @throws TreeException if nothing is there, or a directory, or as {@link #put}
   */
  public void link(TreePath path, TreePath target) throws IOException {
    if (path.isRoot()) {
      throw new TreeException("the root must be a directory");
    }
    // The directories first: to make them may take a file away that the target would have led to.
    Directory parent = makeParent(path);
    Inode inode = find(target);
    if (inode == null) {
      throw new TreeException(
          "hard link %s to %s, which isn't there".formatted(path.display(), target.display()));
    }
    if (inode instanceof Directory) {
      throw new TreeException(
          "hard link %s to the directory %s".formatted(path.display(), target.display()));
    }
    put(parent, path.name(), inode);
  }

  /**
   * The directory that a path leads to, symlinks followed to the end; it and those above it are
   * made where they are missing. Nothing that is there is changed.
   *
   * @throws TreeException if the path leads through or to something that isn't a directory, or
   *     through too many symlinks
   */
  public Directory makeDirectory(TreePath path) throws IOException {
    return makeDirectories(path).end();
  }

  /**
   * How a path leads to a directory.
   *
   * @param entered all directories on the way in the order that it comes to them, the root first,
   *     also those that a symlink leads out of again
   * @param lineage the directories that the last one lies in, the root first, and itself
   */
  public record Way(List<Directory> entered, List<Directory> lineage) {

    /** Where it leads. */
    public Directory end() {
      return lineage.getLast();
    }
  }

  /**
   * As {@link #makeDirectory}, with how the path leads there, whatever symlinks it is written with.
   *
   * @throws TreeException as {@link #makeDirectory}
   */
  public Way makeDirectories(TreePath path) throws IOException {
    Way way = paths.way(path.names(), OnTheWay.MAKE);
    if (way == null) {
      throw new TreeException(
          "%s leads to something that is not a directory".formatted(path.display()));
    }
    return way;
  }

  /** Removes what is at a path, if anything; a symlink as the last name is not followed. */
  public void remove(TreePath path) throws IOException {
    Directory parent = paths.walkToParent(path, OnTheWay.FIND);
    DirectoryEntry entry = parent == null ? null : parent.entry(path.name());
    if (parent != null && entry != null) {
      parent.remove(entry);
      paths.forget();
      drop(entry.inode());
    }
  }

  /**
   * Removes what lower layers put at a path; what this layer put there or below stays. Directories
   * missing above it are made, as an archive's entry implies them.
   */
  public void removeLower(TreePath path) throws IOException {
    if (path.isRoot()) {
      clearLower(path);
      return;
    }
    Directory parent = paths.walkToParent(path, OnTheWay.MAKE);
    DirectoryEntry entry = parent == null ? null : parent.entry(path.name());
    if (parent != null && entry != null) {
      removeLower(parent, entry);
    }
  }

  /**
   * Removes what lower layers put in a directory; what this layer put there stays. The directory
   * and those above it are made where they are missing.
   */
  public void clearLower(TreePath path) throws IOException {
    Directory directory = paths.walk(path.names(), OnTheWay.MAKE);
    if (directory != null) {
      for (DirectoryEntry entry : List.copyOf(directory.entries())) {
        removeLower(directory, entry);
      }
    }
  }

  private Directory makeParent(TreePath path) throws IOException {
    Directory directory = paths.walkToParent(path, OnTheWay.REPLACE);
    if (directory == null) {
      throw new IllegalStateException("nothing was made above " + path.display());
    }
    return directory;
  }

  private @Nullable Directory makeOnTheWay(
      Directory parent,
      String name,
      @Nullable DirectoryEntry there,
      OnTheWay mode,
      List<String> names)
      throws IOException {
    if (mode == OnTheWay.FIND || (mode == OnTheWay.MAKE && there != null)) {
      return null;
    }
    if (there != null && there.layer() == layer) {
      throw new TreeException(
          "%s leads through %s, which is not a directory"
              .formatted(TreePath.of(names).display(), TreePath.display(name)));
    }
    if (!TreePath.isName(name)) {
      throw new TreeException(
          "%s leads through a symlink to a name that no file can have"
              .formatted(TreePath.of(names).display()));
    }
    Directory made = new Directory(implied);
    put(parent, name, made);
    return made;
  }

  private void put(Directory parent, String name, Inode inode) throws IOException {
    inode.nameAdded();
    DirectoryEntry entry = parent.entry(name);
    if (entry == null) {
      parent.add(new DirectoryEntry(name, inode, layer));
    } else {
      Inode old = entry.inode();
      entry.replace(inode, layer);
      if (old instanceof Directory || old instanceof Symlink) {
        paths.forget();
      }
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
        case Directory directory -> {
          for (DirectoryEntry entry : directory.entries()) {
            pending.push(entry.inode());
          }
        }
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
        for (DirectoryEntry below : directory.entries()) {
          places.add(new Place(directory, below));
        }
      }
    }
    // From the bottom up: a directory of a lower layer stays if something of this one lies in it.
    for (Place place : places.reversed()) {
      boolean lower = place.entry().layer() != layer;
      boolean empty = !(place.entry().inode() instanceof Directory d) || d.entries().isEmpty();
      if (lower && empty) {
        place.parent().remove(place.entry());
        paths.forget();
        drop(place.entry().inode());
      }
    }
  }
}
