package dev.microagent.ext4;

import dev.microagent.bindings.linux.SparseFile;
import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * An ext4 file system that is written front to back into an image file. It takes the content of
 * files first, each at its final place, and when the tree is complete everything else:
 *
 * <pre>{@code
 * try (Ext4Image image = Ext4Image.create(file, options)) {
 *   FileTree tree = new FileTree(image, implied);
 *   // fill the tree; contents go to image.open(size)
 *   image.finish(tree);
 * }
 * }</pre>
 *
 * <p>The image file is sparse: what nobody wrote is a hole. It is not synced in the end, but most
 * of a large one is on the disk by then. Until {@link #finish} has returned it holds no file
 * system. Not thread-safe.
 */
public final class Ext4Image implements Ext4Writer {

  /**
   * Blocks kept for group descriptors behind each superblock where no size is given: the guest may
   * grow the file system up to 512 GiB while it is mounted.
   */
  private static final int DESCRIPTOR_BLOCKS = 64;

  /**
   * Released blocks in a row that are given back to the disk; fewer are filled with zeros. A hole
   * takes the host's file system as long as writing a megabyte, or longer while the blocks are on
   * their way to the disk, and an upper layer that replaces thousands of small files leaves as many
   * gaps. Most of those are less than 128 KiB, and all of these together take little of the disk.
   */
  private static final int HOLE_BLOCKS = 32;

  /**
   * Size in bytes of the largest file system whose skeleton is made in memory: it takes 10 MiB at a
   * TiB, and 200 at 16, mostly for the copies of the group descriptors.
   */
  private static final long IN_MEMORY = 1L << 40;

  private final Path file;
  private final Ext4Options options;
  private final FileChannel channel;
  private final SparseFile sparse;
  private final FixedBlocks fixed;
  private final BlockAllocator allocator;
  private final ChunkSums sums = new ChunkSums();
  private final BackgroundSync sync;
  private final BlockWriter writer;

  private Ext4Image(Path file, Ext4Options options, FileChannel channel, SparseFile sparse) {
    this.file = file;
    this.options = options;
    this.channel = channel;
    this.sparse = sparse;
    this.fixed = new FixedBlocks(1 + descriptorBlocks(options));
    this.allocator = new BlockAllocator(fixed);
    this.sync = new BackgroundSync(channel);
    this.writer = new BlockWriter(channel, sums, sync);
  }

  /**
   * Begins an image.
   *
   * @param file made, or emptied if it is there; stays the caller's, also when this fails
   */
  public static Ext4Image create(Path file, Ext4Options options) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      return new Ext4Image(file, options, channel, SparseFile.open(file));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Enough for the wanted size, and for growing it. */
  static int descriptorBlocks(Ext4Options options) {
    long mib = options.sizeMib().orElse(0);
    long groups = Math.ceilDiv(mib << 20, (long) Ext4Format.BLOCKS_PER_GROUP << 12);
    long needed = Math.ceilDiv(groups, (long) Ext4Format.DESCRIPTORS_PER_BLOCK);
    // One block at least is left to grow into, as the library takes none to mean its own default.
    return (int) Math.max(DESCRIPTOR_BLOCKS, needed + 1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws Ext4Exception if ext4 has no files of that size
   */
  @Override
  public ContentWriter open(long size) throws Ext4Exception {
    if (size < 0 || size > Ext4Format.MAX_FILE_SIZE) {
      throw new Ext4Exception(
          "a file of %d bytes, but ext4 holds no more than %d in one"
              .formatted(size, Ext4Format.MAX_FILE_SIZE));
    }
    return new StoredContentWriter(allocator, writer, size);
  }

  @Override
  public void release(Content content) {
    for (Extent extent : ((StoredContent) content).extents()) {
      allocator.release(extent.physical(), extent.blocks());
    }
  }

  @Override
  public byte[] read(Content content) throws IOException {
    writer.flush();
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(content.size()));
    for (Extent extent : ((StoredContent) content).extents()) {
      int start = (int) (extent.logical() * Ext4Format.BLOCK_SIZE);
      int length =
          (int) Math.min(extent.blocks() * Ext4Format.BLOCK_SIZE, bytes.capacity() - start);
      ByteBuffer part = bytes.slice(start, length);
      long place = extent.physical() * Ext4Format.BLOCK_SIZE;
      FullRead.fill(channel, part, place, "the image became shorter while it was written");
    }
    return bytes.array();
  }

  @Override
  public Ext4Summary finish(FileTree tree) throws IOException {
    MetadataChecksum checksum = new MetadataChecksum(options.uuid());
    DirectoryHash hash = new DirectoryHash(options.hashSeed());
    PlacedTree placed = new TreePlacer(tree, allocator, writer, checksum, hash).place();
    writer.flush();
    int inodes = placed.numbers().last();
    Geometry geometry =
        Geometry.solve(new Geometry.Demand(allocator.end(), inodes, fixed), options.sizeMib());
    sparse.setLength(geometry.bytes());
    clearReleased();
    writeSkeleton(geometry, placed, checksum.seed());
    new InodeTables(placed, geometry, checksum, options).write(channel, writer);
    writer.flush();
    sync.allWritten();
    String sum = SparseChecksum.of(file, sums);
    sync.await();
    return new Ext4Summary(geometry.bytes(), inodes, placed.omittedXattrs(), sum);
  }

  /**
   * Has the library write, to a file in memory, from where its blocks are copied. It first syncs
   * the file that it opens: with the image, that would wait for the disk to have all that is in it.
   */
  private void writeSkeleton(Geometry geometry, PlacedTree placed, int seed) throws IOException {
    long bytes = geometry.bytes();
    try (SparseFile memory = bytes > IN_MEMORY ? null : SparseFile.inMemory("ext4 skeleton")) {
      if (memory == null) {
        // What it writes is in blocks of its own and in released ones, which were cleared: their
        // chunks aren't known to the sums.
        Skeleton.write(file, options, fixed, geometry, allocator, placed, seed);
      } else {
        memory.setLength(bytes);
        Skeleton.write(memory.path(), options, fixed, geometry, allocator, placed, seed);
        // Blocks of zeros are left out. They are zeros here: never written, or cleared by now.
        BlockCopy.copy(memory, bytes, writer);
        writer.flush();
      }
    }
  }

  /** Nothing of a file that an upper layer replaced stays in the image. */
  private void clearReleased() throws IOException {
    for (Map.Entry<Long, Long> run : allocator.released().entrySet()) {
      long start = run.getKey() * Ext4Format.BLOCK_SIZE;
      long length = run.getValue() * Ext4Format.BLOCK_SIZE;
      if (run.getValue() < HOLE_BLOCKS || !sparse.punchHole(start, length)) {
        writer.writeZeros(start, length);
      } else {
        sums.changed(start, length);
      }
    }
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      sparse.close();
    }
  }
}
