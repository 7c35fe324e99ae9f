package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.FIRST_INODE;
import static dev.microagent.ext4.Ext4Format.ROOT_INODE;

import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the inodes of a tree: a directory's entries in the order of their names, one directory
 * after the other, depth first.
 */
final class InodeNumbers {

  /** Where a file system keeps what e2fsck finds. */
  static final String LOST_AND_FOUND = "lost+found";

  /** Of what may come up again: inodes with more than one name, and the image's lost+found. */
  private final IdentityHashMap<Inode, Integer> known = new IdentityHashMap<>();

  /** The image's own, if it has one. */
  private @Nullable Inode lostAndFound;

  /** By number less that of the first; null stands for a lost+found that the image has not. */
  private final List<@Nullable Inode> inodes = new ArrayList<>();

  /** Is told of each directory when all its entries have numbers. */
  @FunctionalInterface
  interface Visitor {

    /**
     * A directory, its own number and that of the one it lies in.
     *
     * @param entries its entries, sorted by name
     * @param numbers theirs, in the same order
     */
    void directory(int number, int parent, List<DirectoryEntry> entries, int[] numbers)
        throws IOException;
  }

  private record Pending(Directory directory, int number, int parent) {}

  /** Numbers a whole tree. */
  void number(FileTree tree, Visitor visitor) throws IOException {
    DirectoryEntry entry = tree.root().entry(LOST_AND_FOUND);
    if (entry == null) {
      inodes.add(null);
    } else {
      lostAndFound = entry.inode();
      known.put(lostAndFound, add(lostAndFound));
    }
    Deque<Pending> pending = new ArrayDeque<>();
    pending.push(new Pending(tree.root(), ROOT_INODE, ROOT_INODE));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      List<DirectoryEntry> entries = new ArrayList<>(next.directory().entries());
      entries.sort((a, b) -> a.name().compareTo(b.name()));
      int[] numbers = new int[entries.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = number(entries.get(i).inode());
      }
      for (int i = numbers.length - 1; i >= 0; i--) {
        if (entries.get(i).inode() instanceof Directory directory) {
          pending.push(new Pending(directory, numbers[i], next.number()));
        }
      }
      visitor.directory(next.number(), next.parent(), entries, numbers);
    }
  }

  /** The number of an inode under one of its names: a new one when that is the first. */
  private int number(Inode inode) {
    // Looked up only where it matters: identity hashes are slow to make.
    boolean linked = inode.names() > 1;
    Integer number = linked || inode == lostAndFound ? known.get(inode) : null;
    if (number != null) {
      return number;
    }
    int added = add(inode);
    if (linked) {
      known.put(inode, added);
    }
    return added;
  }

  private int add(Inode inode) {
    inodes.add(inode);
    return last();
  }

  /** The highest number. */
  int last() {
    return FIRST_INODE + inodes.size() - 1;
  }

  /**
   * The inode of a number from {@link Ext4Format#FIRST_INODE} on; null for a lost+found that the
   * tree has not.
   */
  @Nullable Inode inode(int number) {
    return inodes.get(number - FIRST_INODE);
  }
}
