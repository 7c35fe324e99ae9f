package dev.microagent.ext4;

import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.Symlink;

/** What ext4 can't hold, whoever writes it. */
final class TreeLimits {

  private TreeLimits() {}

  /**
   * Looks at an inode.
   *
   * @return how its extended attributes are laid out
   * @throws Ext4Exception if ext4 can't hold it; the message has its path
   */
  static XattrLayout check(FileTree tree, Inode inode) throws Ext4Exception {
    if (inode.names() > Ext4Format.MAX_LINKS) {
      throw refused(tree, inode, "%d names".formatted(inode.names()), Ext4Format.MAX_LINKS);
    }
    if (inode instanceof Symlink symlink) {
      int length = symlink.target().length();
      if (length == 0) {
        throw new Ext4Exception(
            "%s is a symbolic link to nothing, which Linux doesn't have"
                .formatted(PathSearch.pathOf(tree, inode)));
      }
      if (length > Ext4Format.MAX_SYMLINK) {
        throw refused(
            tree, inode, "a target of %d bytes".formatted(length), Ext4Format.MAX_SYMLINK);
      }
    }
    try {
      return XattrLayout.of(inode.attributes().xattrs());
    } catch (IllegalArgumentException e) {
      throw new Ext4Exception("%s: %s".formatted(PathSearch.pathOf(tree, inode), e.getMessage()));
    }
  }

  static Ext4Exception refused(FileTree tree, Inode inode, String what, int limit) {
    return new Ext4Exception(
        "%s has %s, but ext4 holds no more than %d"
            .formatted(PathSearch.pathOf(tree, inode), what, limit));
  }
}
