package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.FIRST_INODE;

import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree whose inodes have numbers and whose blocks all have their places.
 *
 * @param tree the tree
 * @param numbers of its inodes
 * @param bodies by inode number, of all inodes but regular files whose extents fit into the inode
 * @param xattrBlocks by inode number, where those extended attributes are that are not in the inode
 * @param directories numbers of all directories
 * @param omittedXattrs names of extended attributes left out, each once, sorted
 */
record PlacedTree(
    FileTree tree,
    InodeNumbers numbers,
    Map<Integer, InodeBody> bodies,
    Map<Integer, Long> xattrBlocks,
    BitSet directories,
    List<String> omittedXattrs) {

  /** The inode of a number; null for a reserved one, and for a lost+found that the tree has not. */
  @Nullable Inode inode(int number) {
    if (number == Ext4Format.ROOT_INODE) {
      return tree.root();
    }
    return number < FIRST_INODE ? null : numbers.inode(number);
  }

  /** Whether the file system has a lost+found that isn't the tree's. */
  boolean addsLostAndFound() {
    return numbers.inode(FIRST_INODE) == null;
  }
}
