package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;
import static dev.microagent.ext4.Ext4Format.INODE_SIZE;
import static dev.microagent.ext4.Ext4Format.ROOT_INODE;

import dev.microagent.bindings.ext2fs.Ext2Filesystem;
import dev.microagent.filetree.Attributes;
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
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes the file system that mke2fs built of a staged tree hold the tree itself: directory entries
 * get their names and types, inodes everything but the blocks of their content.
 */
final class ImageRepair {

  /** Bytes in a directory block before the checksum's false entry. */
  private static final int DIRECTORY_ROOM = BLOCK_SIZE - 12;

  /** Length of a directory entry without a name. */
  private static final int ENTRY_HEADER = 8;

  private final Path file;
  private final FileTree tree;
  private final Ext4Options options;
  private final long epochSecond;
  private final MetadataChecksum checksum;
  private final WrittenImage image;
  private final InodeEncoder encoder;
  private final IdentityHashMap<Inode, Integer> numbers = new IdentityHashMap<>();
  private final SortedMap<Integer, Inode> inodes = new TreeMap<>();

  /** Number of a lost+found that isn't in the tree; 0 if there is none. */
  private int lostAndFound;

  /**
   * @param file the image, which the channel has open
   * @param epochSecond the time of writing
   */
  ImageRepair(FileChannel channel, Path file, FileTree tree, Ext4Options options, long epochSecond)
      throws IOException {
    this.file = file;
    this.tree = tree;
    this.options = options;
    this.epochSecond = epochSecond;
    this.checksum = new MetadataChecksum(options.uuid());
    this.image = new WrittenImage(channel);
    this.encoder = new InodeEncoder(checksum, options.created());
  }

  void repair() throws IOException {
    repairDirectories();
    Map<Integer, Long> xattrBlocks = writeXattrBlocks();
    for (Map.Entry<Integer, Inode> numbered : inodes.entrySet()) {
      int number = numbered.getKey();
      Inode inode = numbered.getValue();
      boolean more = inode == tree.root() && lostAndFound != 0;
      writeInode(
          number,
          FileType.of(inode).inMode(),
          InodeTables.shownAttributes(inode),
          InodeTables.links(inode, more),
          body(inode, number),
          xattrBlocks.getOrDefault(number, 0L));
    }
    if (lostAndFound != 0) {
      Attributes attributes = InodeTables.lostAndFound(options.created());
      InodeBody body = image.body(lostAndFound);
      writeInode(lostAndFound, FileType.DIRECTORY.inMode(), attributes, 2, body, 0);
    }
  }

  private void repairDirectories() throws IOException {
    Deque<Directory> pending = new ArrayDeque<>();
    number(tree.root(), ROOT_INODE);
    pending.push(tree.root());
    while (!pending.isEmpty()) {
      Directory directory = pending.pop();
      int number = numberOf(directory);
      Map<String, DirectoryEntry> expected = new HashMap<>(StagedNames.of(directory));
      for (long block : image.directoryBlocks(number)) {
        ByteBuffer bytes = image.read(block * BLOCK_SIZE, BLOCK_SIZE);
        repairEntries(bytes, directory, expected);
        bytes.putInt(
            BLOCK_SIZE - 4, checksum.ofInode(number).add(bytes, 0, DIRECTORY_ROOM).value());
        image.write(block * BLOCK_SIZE, bytes);
      }
      if (!expected.isEmpty()) {
        throw new Mke2fsException(
            "mke2fs left %d names out of %s"
                .formatted(expected.size(), PathSearch.pathOf(tree, directory)));
      }
      for (DirectoryEntry entry : directory.entries()) {
        if (entry.inode() instanceof Directory below) {
          pending.push(below);
        }
      }
    }
  }

  private void repairEntries(
      ByteBuffer block, Directory directory, Map<String, DirectoryEntry> expected)
      throws IOException {
    int length;
    for (int at = 0; at < DIRECTORY_ROOM; at += length) {
      length = Short.toUnsignedInt(block.getShort(at + 4));
      if (length < ENTRY_HEADER || length > DIRECTORY_ROOM - at) {
        throw new Mke2fsException("mke2fs wrote a directory in a form that isn't known");
      }
      int inode = block.getInt(at);
      byte[] bytes = new byte[Byte.toUnsignedInt(block.get(at + 6))];
      block.get(at + ENTRY_HEADER, bytes);
      String name = new String(bytes, StandardCharsets.ISO_8859_1);
      if (inode == 0 || name.equals(".") || name.equals("..")) {
        continue;
      }
      DirectoryEntry entry = expected.remove(name);
      if (entry != null) {
        block.put(at + 7, FileType.of(entry.inode()).inEntry());
        block.put(at + ENTRY_HEADER, entry.name().getBytes(StandardCharsets.ISO_8859_1));
        number(entry.inode(), inode);
      } else if (directory == tree.root() && name.equals(InodeNumbers.LOST_AND_FOUND)) {
        lostAndFound = inode;
      } else {
        throw new Mke2fsException("mke2fs added a name that wasn't there");
      }
    }
  }

  private void number(Inode inode, int number) throws IOException {
    Integer known = numbers.putIfAbsent(inode, number);
    Inode other = inodes.putIfAbsent(number, inode);
    if (known == null ? other != null : known != number) {
      throw new Mke2fsException(
          "mke2fs didn't keep the hard links of " + PathSearch.pathOf(tree, inode));
    }
  }

  private int numberOf(Inode inode) {
    Integer number = numbers.get(inode);
    if (number == null) {
      throw new IllegalStateException("an inode that was not found");
    }
    return number;
  }

  /** Writes the extended attributes that don't fit into their inodes. */
  private Map<Integer, Long> writeXattrBlocks() throws IOException {
    Map<Integer, Long> blocks = new HashMap<>();
    try (Ext2Filesystem fs = Ext2Filesystem.open(file, epochSecond)) {
      long goal = 0;
      for (Map.Entry<Integer, Inode> numbered : inodes.entrySet()) {
        XattrLayout layout = XattrLayout.of(numbered.getValue().attributes().xattrs());
        if (!layout.inBlock().isEmpty()) {
          goal = fs.allotBlock(goal);
          blocks.put(numbered.getKey(), goal);
          image.write(goal * BLOCK_SIZE, layout.block(goal, checksum));
        }
      }
      fs.finish();
    }
    return blocks;
  }

  private InodeBody body(Inode inode, int number) throws IOException {
    InodeBody written = image.body(number);
    return switch (inode) {
      case Directory _ -> written;
      case RegularFile file -> {
        if (written.size() != file.content().size()) {
          throw new Mke2fsException(
              "mke2fs gave %s %d bytes instead of %d"
                  .formatted(
                      PathSearch.pathOf(tree, inode), written.size(), file.content().size()));
        }
        yield written;
      }
      case Symlink symlink -> {
        byte[] target = symlink.target().getBytes(StandardCharsets.ISO_8859_1);
        yield target.length < TreePlacer.SLOW_SYMLINK
            ? InodeBody.inline(target.length, target)
            : written;
      }
      case Device device -> InodeBody.ofDevice(device);
      case Fifo _, Socket _ -> InodeBody.inline(0, new byte[0]);
    };
  }

  private void writeInode(
      int number, int type, Attributes attributes, int links, InodeBody body, long xattrBlock)
      throws IOException {
    ByteBuffer inode = WrittenImage.buffer(INODE_SIZE);
    XattrLayout xattrs = XattrLayout.of(attributes.xattrs());
    encoder.put(inode, 0, number, type, attributes, links, body, xattrs, xattrBlock);
    image.write(image.placeOfInode(number), inode);
  }
}
