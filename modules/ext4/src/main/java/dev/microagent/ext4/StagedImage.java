package dev.microagent.ext4;

import dev.microagent.bindings.ext2fs.Ext2Filesystem;
import dev.microagent.ext4.BlockAllocator.Run;
import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An ext4 file system that mke2fs makes of a staging directory. What it can't take from there,
 * because only root could stage it or because it loses it, is put right in the image afterwards. It
 * holds the same tree as an {@link Ext4Image} would.
 */
public final class StagedImage implements Ext4Writer {

  /** The features of {@link Ext4Image}, whatever the machine's mke2fs.conf says. */
  private static final String FEATURES =
      "none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,sparse_super,"
          + "large_file,huge_file,dir_nlink,extra_isize,metadata_csum";

  /** 512 GiB in blocks: up to there the guest may grow it, as an {@link Ext4Image}. */
  private static final long GROWTH_BLOCKS = 1L << 27;

  private final Path file;
  private final Path tree;
  private final Path contents;
  private final Path image;
  private final Mke2fs mke2fs;
  private final Ext4Options options;
  private long nextContent;

  private StagedImage(Path file, Path staging, Mke2fs mke2fs, Ext4Options options) {
    this.file = file;
    this.tree = staging.resolve("tree");
    this.contents = staging.resolve("contents");
    this.image = staging.resolve("image");
    this.mke2fs = mke2fs;
    this.options = options;
  }

  /**
   * Begins an image.
   *
   * @param file made or replaced when the image is finished
   * @param staging an empty directory in the same file system that only the caller's user may
   *     enter; it takes as much space as the tree, and whoever made it deletes it with all that is
   *     in it
   */
  public static StagedImage create(Path file, Path staging, Mke2fs mke2fs, Ext4Options options)
      throws IOException {
    StagedImage image = new StagedImage(file, staging, mke2fs, options);
    Files.createDirectory(image.tree);
    Files.createDirectory(image.contents);
    return image;
  }

  @Override
  public ContentWriter open(long size) throws IOException {
    if (size < 0 || size > mke2fs.maxFileSize()) {
      throw new Ext4Exception(
          "a file of %d bytes, but mke2fs %s writes no more than %d rightly"
              .formatted(size, mke2fs.version(), mke2fs.maxFileSize()));
    }
    return new StagedContentWriter(contents.resolve(Long.toString(nextContent++)), size);
  }

  @Override
  public void release(Content content) throws IOException {
    Files.delete(((StagedContent) content).file());
  }

  @Override
  public byte[] read(Content content) throws IOException {
    return Files.readAllBytes(((StagedContent) content).file());
  }

  @Override
  public Ext4Summary finish(FileTree source) throws IOException {
    StagedTree staged = StagedTree.layOut(source, tree);
    Geometry geometry = geometry(staged);
    // With the permissions of any other file; mke2fs would choose its own.
    Files.createFile(image);
    mke2fs.run(epochSecond(), arguments(geometry));
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      new ImageRepair(channel, image, source, options, epochSecond()).repair();
    }
    Files.move(image, file, StandardCopyOption.ATOMIC_MOVE);
    return new Ext4Summary(
        // Less than was asked for where a last block group would be too small.
        Files.size(file), staged.inodes(), staged.omittedXattrs(), SparseChecksum.of(file));
  }

  /** The shape that an {@link Ext4Image} of so many blocks would have; mke2fs gets its size. */
  private Geometry geometry(StagedTree staged) throws Ext4Exception {
    FixedBlocks fixed = new FixedBlocks(1 + Ext4Image.descriptorBlocks(options));
    BlockAllocator allocator = new BlockAllocator(fixed);
    for (long left = staged.blocks(); left > 0; ) {
      Run run = allocator.allot(left);
      left -= run.blocks();
    }
    return Geometry.solve(
        new Geometry.Demand(allocator.end(), staged.inodes(), fixed), options.sizeMib());
  }

  private List<String> arguments(Geometry geometry) {
    String extended =
        "hash_seed=%s,root_owner=0:0,no_copy_xattrs,lazy_itable_init=0"
            .formatted(options.hashSeed());
    if (geometry.blocks() < GROWTH_BLOCKS) {
      extended += ",resize=" + GROWTH_BLOCKS;
    }
    return List.of(
        "-q",
        "-F",
        "-t",
        "ext4",
        "-b",
        Integer.toString(Ext4Format.BLOCK_SIZE),
        "-I",
        Integer.toString(Ext4Format.INODE_SIZE),
        "-N",
        Integer.toString(geometry.inodesPerGroup() * geometry.groups()),
        "-O",
        FEATURES,
        "-U",
        options.uuid().toString(),
        "-E",
        extended,
        "-d",
        tree.toString(),
        image.toString(),
        // In KiB. A plain number would be blocks, but only where the file is long enough already.
        geometry.blocks() * (Ext4Format.BLOCK_SIZE / 1024) + "K");
  }

  private long epochSecond() {
    return Math.clamp(options.created().getEpochSecond(), 1, Ext2Filesystem.LATEST_WRITE);
  }

  @Override
  public void close() {}
}
