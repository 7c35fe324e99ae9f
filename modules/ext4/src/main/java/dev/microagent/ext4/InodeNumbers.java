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
import java.util.Comparator;
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

  private final IdentityHashMap<Inode, Integer> numbers = new IdentityHashMap<>();

  /** By number less that of the first; null stands for a lost+found that the image has not. */
  private final List<@Nullable Inode> inodes = new ArrayList<>();

  /** Is told of each directory when all its entries have numbers. */
  @FunctionalInterface
  interface Visitor {

    /**
     * A directory, its own number and that of the one it lies in.
     *
     * @param entries its entries, sorted by name
     */
    void directory(int number, int parent, List<DirectoryEntry> entries) throws IOException;
  }

  private record Pending(Directory directory, int number, int parent) {}

  /** Numbers a whole tree. */
  void number(FileTree tree, Visitor visitor) throws IOException {
    numbers.put(tree.root(), ROOT_INODE);
    DirectoryEntry lostAndFound = tree.root().entry(LOST_AND_FOUND);
    if (lostAndFound == null) {
      inodes.add(null);
    } else {
      add(lostAndFound.inode());
    }
    Deque<Pending> pending = new ArrayDeque<>();
    pending.push(new Pending(tree.root(), ROOT_INODE, ROOT_INODE));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      List<DirectoryEntry> entries = new ArrayList<>(next.directory().entries());
      entries.sort(Comparator.comparing(DirectoryEntry::name));
      for (DirectoryEntry entry : entries) {
        add(entry.inode());
      }
      for (DirectoryEntry entry : entries.reversed()) {
        if (entry.inode() instanceof Directory directory) {
          pending.push(new Pending(directory, numberOf(directory), next.number()));
        }
      }
      visitor.directory(next.number(), next.parent(), entries);
    }
  }

  private void add(Inode inode) {
    if (numbers.putIfAbsent(inode, FIRST_INODE + inodes.size()) == null) {
      inodes.add(inode);
    }
  }

  /** The number of an inode in the tree. */
  int numberOf(Inode inode) {
    Integer number = numbers.get(inode);
    if (number == null) {
      throw new IllegalStateException("an inode that is not in the tree");
    }
    return number;
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
