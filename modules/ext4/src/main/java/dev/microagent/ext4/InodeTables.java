package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;
import static dev.microagent.ext4.Ext4Format.FIRST_INODE;
import static dev.microagent.ext4.Ext4Format.INODES_PER_BLOCK;
import static dev.microagent.ext4.Ext4Format.INODE_SIZE;
import static dev.microagent.ext4.Ext4Format.MAX_LINKS;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Symlink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.time.Instant;

/**
 * Writes the inode tables in bulk, after what libext2fs has written is in the image: two of its
 * inodes, the resize inode and the journal, stand in the first block, among ours.
 */
final class InodeTables {

  private static final int RESIZE_INODE = 7;
  private static final int JOURNAL_INODE = 8;

  /** Permissions of a lost+found that isn't the image's own. */
  private static final int LOST_AND_FOUND_MODE = 0700;

  /** Linux shows a symlink with all permissions, whatever an archive says. */
  private static final int SYMLINK_MODE = 0777;

  private final PlacedTree placed;
  private final Geometry geometry;
  private final InodeEncoder encoder;
  private final Ext4Options options;

  /** Where the extents of the inode at hand stand until they are in the table. */
  private final ByteBuffer field =
      ByteBuffer.allocate(ExtentTree.ROOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);

  InodeTables(
      PlacedTree placed, Geometry geometry, MetadataChecksum checksum, Ext4Options options) {
    this.placed = placed;
    this.geometry = geometry;
    this.encoder = new InodeEncoder(checksum, options.created());
    this.options = options;
  }

  /**
   * Writes all blocks that have inodes in use.
   *
   * @param image read for what the library wrote
   */
  void write(FileChannel image, BlockWriter writer) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    int last = placed.numbers().last();
    for (int first = 1; first <= last; first += INODES_PER_BLOCK) {
      block.clear();
      if (first == 1) {
        FullRead.fill(image, block, place(first), "the image ends before its first inode table");
        block.rewind();
      } else {
        block.put(0, Ext4Format.ZEROS, 0, BLOCK_SIZE);
      }
      for (int i = 0; i < INODES_PER_BLOCK && first + i <= last; i++) {
        put(block, i * INODE_SIZE, first + i);
      }
      writer.write(place(first), block);
    }
  }

  /** Where an inode stands in the image, in bytes. */
  private long place(int number) {
    int group = (number - 1) / geometry.inodesPerGroup();
    long index = (number - 1L) % geometry.inodesPerGroup();
    return geometry.inodeTables()[group] * BLOCK_SIZE + index * INODE_SIZE;
  }

  private void put(ByteBuffer table, int at, int number) {
    Inode inode = placed.inode(number);
    if (inode != null) {
      putInode(table, at, number, inode);
    } else if (number == FIRST_INODE) {
      Attributes attributes = lostAndFound(options.created());
      put(table, at, number, FileType.DIRECTORY.inMode(), attributes, 2, placedBody(number));
    } else if (number != RESIZE_INODE && number != JOURNAL_INODE) {
      encoder.putUnused(table, at, number);
    }
  }

  private void putInode(ByteBuffer table, int at, int number, Inode inode) {
    boolean more = inode == placed.tree().root() && placed.addsLostAndFound();
    put(
        table,
        at,
        number,
        FileType.of(inode).inMode(),
        shownAttributes(inode),
        links(inode, more),
        body(number, inode));
  }

  /** Attributes of a lost+found that isn't the image's own. */
  static Attributes lostAndFound(Instant created) {
    return new Attributes(LOST_AND_FOUND_MODE, 0, 0, created);
  }

  /** An inode's attributes as Linux shows them. */
  static Attributes shownAttributes(Inode inode) {
    Attributes attributes = inode.attributes();
    return inode instanceof Symlink
        ? new Attributes(
            SYMLINK_MODE,
            attributes.uid(),
            attributes.gid(),
            attributes.mtime(),
            attributes.xattrs())
        : attributes;
  }

  /**
   * An inode's link count.
   *
   * @param oneMore whether it is a directory with a subdirectory that isn't in the tree
   */
  static int links(Inode inode, boolean oneMore) {
    if (!(inode instanceof Directory directory)) {
      return inode.names();
    }
    int links = oneMore ? 3 : 2;
    for (DirectoryEntry entry : directory.entries()) {
      if (entry.inode() instanceof Directory) {
        links++;
      }
    }
    // Feature dir_nlink: 1 stands for too many to count.
    return links > MAX_LINKS ? 1 : links;
  }

  private void put(
      ByteBuffer table,
      int at,
      int number,
      int type,
      Attributes attributes,
      int links,
      InodeBody body) {
    XattrLayout xattrs = XattrLayout.of(attributes.xattrs());
    long xattrBlock =
        xattrs.inBlock().isEmpty() ? 0 : placed.xattrBlocks().getOrDefault(number, 0L);
    encoder.put(table, at, number, type, attributes, links, body, xattrs, xattrBlock);
  }

  private InodeBody body(int number, Inode inode) {
    // Most inodes are files with few extents, whose bodies nobody keeps.
    if (inode instanceof RegularFile file) {
      StoredContent content = (StoredContent) file.content();
      if (ExtentTree.fitsInode(content.extents())) {
        return InodeBody.fitting(content.size(), content.extents(), field);
      }
    }
    return placedBody(number);
  }

  private InodeBody placedBody(int number) {
    InodeBody body = placed.bodies().get(number);
    if (body == null) {
      throw new IllegalStateException("inode %d has no body".formatted(number));
    }
    return body;
  }
}
