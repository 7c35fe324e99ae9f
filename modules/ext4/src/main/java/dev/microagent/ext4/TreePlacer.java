package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;
import static dev.microagent.ext4.Ext4Format.FIRST_INODE;
import static dev.microagent.ext4.Ext4Format.ROOT_INODE;

import dev.microagent.ext4.BlockAllocator.Run;
import dev.microagent.ext4.DirectoryBlocks.Blocks;
import dev.microagent.ext4.DirectoryBlocks.Entry;
import dev.microagent.filetree.Device;
import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Socket;
import dev.microagent.filetree.Symlink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Gives everything in a tree its place that takes blocks besides the content of files, and writes
 * it: directories, long symlinks, extended attributes, extent trees.
 */
final class TreePlacer {

  /** Targets shorter than this stand in the inode. */
  static final int SLOW_SYMLINK = ExtentTree.ROOT_SIZE;

  private final FileTree tree;
  private final BlockAllocator allocator;
  private final BlockWriter writer;
  private final MetadataChecksum checksum;
  private final DirectoryBlocks directoryBlocks;

  private final InodeNumbers numbers = new InodeNumbers();
  private final Map<Integer, InodeBody> bodies = new HashMap<>();
  private final Map<Integer, Long> xattrBlocks = new HashMap<>();
  private final BitSet directories = new BitSet();
  private final TreeSet<String> omittedXattrs = new TreeSet<>();

  TreePlacer(
      FileTree tree,
      BlockAllocator allocator,
      BlockWriter writer,
      MetadataChecksum checksum,
      DirectoryHash hash) {
    this.tree = tree;
    this.allocator = allocator;
    this.writer = writer;
    this.checksum = checksum;
    this.directoryBlocks = new DirectoryBlocks(hash, checksum);
  }

  /**
   * Places the whole tree.
   *
   * @throws Ext4Exception if it has something that ext4 can't hold
   */
  PlacedTree place() throws IOException {
    numbers.number(tree, this::placeDirectory);
    if (numbers.inode(FIRST_INODE) == null) {
      directories.set(FIRST_INODE);
      bodies.put(
          FIRST_INODE,
          store(directoryBlocks.lostAndFound(FIRST_INODE, ROOT_INODE).bytes(), FIRST_INODE));
    }
    placeXattrs(ROOT_INODE, tree.root());
    for (int number = FIRST_INODE; number <= numbers.last(); number++) {
      Inode inode = numbers.inode(number);
      if (inode != null) {
        placeInode(number, inode);
      }
    }
    return new PlacedTree(
        tree, numbers, bodies, xattrBlocks, directories, List.copyOf(omittedXattrs));
  }

  private void placeDirectory(
      int number, int parent, List<DirectoryEntry> entries, int[] entryNumbers) throws IOException {
    List<Entry> placed = new ArrayList<>(entries.size() + 1);
    for (int i = 0; i < entryNumbers.length; i++) {
      DirectoryEntry entry = entries.get(i);
      byte[] name = entry.name().getBytes(StandardCharsets.ISO_8859_1);
      if (name.length > Ext4Format.MAX_NAME) {
        throw TreeLimits.refused(
            tree, entry.inode(), "a name of %d bytes".formatted(name.length), Ext4Format.MAX_NAME);
      }
      placed.add(new Entry(name, entryNumbers[i], FileType.of(entry.inode()).inEntry()));
    }
    if (number == ROOT_INODE && numbers.inode(FIRST_INODE) == null) {
      byte[] name = InodeNumbers.LOST_AND_FOUND.getBytes(StandardCharsets.ISO_8859_1);
      placed.add(new Entry(name, FIRST_INODE, FileType.DIRECTORY.inEntry()));
    }
    Blocks blocks = directoryBlocks.build(number, parent, placed);
    InodeBody body = store(blocks.bytes(), number);
    bodies.put(number, blocks.indexed() ? body.withFlags(InodeBody.INDEX) : body);
    directories.set(number);
  }

  private void placeInode(int number, Inode inode) throws IOException {
    placeXattrs(number, inode);
    switch (inode) {
      case RegularFile file -> {
        StoredContent content = (StoredContent) file.content();
        if (!ExtentTree.fitsInode(content.extents())) {
          bodies.put(
              number,
              InodeBody.stored(
                  content.size(), content.extents(), number, checksum, this::writeBlock));
        }
      }
      case Symlink symlink -> bodies.put(number, placeSymlink(number, symlink));
      case Device device -> bodies.put(number, InodeBody.ofDevice(device));
      case Fifo _, Socket _ -> bodies.put(number, InodeBody.inline(0, new byte[0]));
      case Directory _ -> {}
    }
  }

  private InodeBody placeSymlink(int number, Symlink symlink) throws IOException {
    byte[] target = symlink.target().getBytes(StandardCharsets.ISO_8859_1);
    if (target.length < SLOW_SYMLINK) {
      return InodeBody.inline(target.length, target);
    }
    ByteBuffer block = ByteBuffer.allocate(BLOCK_SIZE).put(0, target);
    InodeBody stored = store(block, number);
    return new InodeBody(target.length, stored.field(), stored.blocks(), stored.flags());
  }

  private void placeXattrs(int number, Inode inode) throws IOException {
    XattrLayout layout = TreeLimits.check(tree, inode);
    if (!layout.omitted().isEmpty()) {
      omittedXattrs.addAll(layout.omitted());
    }
    if (!layout.inBlock().isEmpty()) {
      long block = allocator.allot(1).start();
      writer.write(block * BLOCK_SIZE, layout.block(block, checksum));
      xattrBlocks.put(number, block);
    }
  }

  /** Writes whole blocks and says where they are. */
  private InodeBody store(ByteBuffer bytes, int number) throws IOException {
    int size = bytes.remaining();
    ExtentList extents = new ExtentList();
    while (bytes.hasRemaining()) {
      long wanted = Ext4Format.blocks(bytes.remaining());
      long logical = ((long) size - bytes.remaining()) / BLOCK_SIZE;
      Run run = allocator.allot(wanted);
      extents.add(logical, run.start(), run.blocks());
      int length = (int) run.blocks() * BLOCK_SIZE;
      writer.write(run.start() * BLOCK_SIZE, bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
    }
    return InodeBody.stored(size, extents.toList(), number, checksum, this::writeBlock);
  }

  private long writeBlock(ByteBuffer block) throws IOException {
    long number = allocator.allot(1).start();
    writer.write(number * BLOCK_SIZE, block);
    return number;
  }
}
