package dev.microagent.ext4;

import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Symlink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A tree laid out on disk for mke2fs, by a user who need not be root: directories are directories,
 * everything else is a regular file, so that only inodes and types of entries are left to be
 * changed in the image. A symlink whose target doesn't fit into an inode has it as its content.
 *
 * @param inodes how many inodes the file system takes
 * @param blocks how many blocks, about
 * @param omittedXattrs names of extended attributes left out, each once, sorted
 */
record StagedTree(int inodes, long blocks, List<String> omittedXattrs) {

  /** Longest path in bytes that Linux takes: PATH_MAX less the NUL. */
  private static final int MAX_PATH = 4095;

  /** What mke2fs makes of lost+found, in blocks. */
  private static final int LOST_AND_FOUND_BLOCKS = 4;

  /** Bytes of a directory entry before its name. */
  private static final int ENTRY_HEADER = 8;

  private record Pending(Directory directory, Path path) {}

  /** Lays a tree out in a directory that is there and empty. Contents are moved. */
  static StagedTree layOut(FileTree tree, Path root) throws IOException {
    DirectoryEntry lostAndFound = tree.root().entry(InodeNumbers.LOST_AND_FOUND);
    if (lostAndFound != null && !(lostAndFound.inode() instanceof Directory)) {
      throw new Ext4Exception("/lost+found is no directory, which mke2fs insists on");
    }
    IdentityHashMap<Inode, Path> places = new IdentityHashMap<>();
    TreeSet<String> omitted = new TreeSet<>();
    long blocks = LOST_AND_FOUND_BLOCKS;
    Deque<Pending> pending = new ArrayDeque<>();
    pending.push(new Pending(tree.root(), root));
    places.put(tree.root(), root);
    blocks += blocksOfMetadata(tree, tree.root(), omitted);
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      for (Map.Entry<String, DirectoryEntry> entry : StagedNames.of(next.directory()).entrySet()) {
        Inode inode = entry.getValue().inode();
        Path path = next.path().resolve(entry.getKey());
        if (path.toString().length() > MAX_PATH) {
          throw new Ext4Exception(
              PathSearch.pathOf(tree, inode) + " lies too deep to be staged for mke2fs");
        }
        Path first = places.putIfAbsent(inode, path);
        if (first != null) {
          Files.createLink(path, first);
          continue;
        }
        blocks += blocksOfMetadata(tree, inode, omitted);
        if (inode instanceof Directory directory) {
          Files.createDirectory(path);
          pending.push(new Pending(directory, path));
        } else {
          blocks += stage(inode, path);
        }
      }
    }
    int added = lostAndFound == null ? 1 : 0;
    // Less the root, which is among the reserved ones.
    int inodes = Ext4Format.FIRST_INODE - 1 + places.size() - 1 + added;
    return new StagedTree(inodes, blocks, List.copyOf(omitted));
  }

  /** Stages what isn't a directory, and returns how many blocks its content takes. */
  private static long stage(Inode inode, Path path) throws IOException {
    if (inode instanceof RegularFile file && file.content() instanceof StagedContent content) {
      Files.move(content.file(), path);
      return Ext4Format.blocks(content.bytes());
    }
    byte[] content = new byte[0];
    if (inode instanceof Symlink symlink && symlink.target().length() >= TreePlacer.SLOW_SYMLINK) {
      content = symlink.target().getBytes(StandardCharsets.ISO_8859_1);
    }
    Files.write(path, content);
    return Ext4Format.blocks(content.length);
  }

  private static long blocksOfMetadata(FileTree tree, Inode inode, TreeSet<String> omitted)
      throws IOException {
    XattrLayout layout = TreeLimits.check(tree, inode);
    omitted.addAll(layout.omitted());
    long blocks = layout.inBlock().isEmpty() ? 0 : 1;
    if (inode instanceof Directory directory) {
      long bytes = 1;
      for (DirectoryEntry entry : directory.entries()) {
        bytes += ENTRY_HEADER + entry.name().length() + 3L;
      }
      blocks += Ext4Format.blocks(bytes);
    }
    return blocks;
  }
}
