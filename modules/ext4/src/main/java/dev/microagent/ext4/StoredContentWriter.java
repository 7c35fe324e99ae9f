package dev.microagent.ext4;

import static dev.microagent.ext4.Ext4Format.BLOCK_SIZE;

import dev.microagent.ext4.BlockAllocator.Run;
import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes one file's content to blocks that are allotted as it comes. */
final class StoredContentWriter implements ContentWriter {

  private final BlockAllocator allocator;
  private final BlockWriter writer;
  private final long size;
  private final ExtentList extents = new ExtentList();

  /** How far the content has come, in bytes. */
  private long position;

  /** Bytes of a hole that end inside a block: zeros, if anything follows. */
  private long pendingZeros;

  /**
   * Where the next byte goes in the image, and how many bytes of allotted blocks are left there.
   */
  private long place;

  private long room;

  StoredContentWriter(BlockAllocator allocator, BlockWriter writer, long size) {
    this.allocator = allocator;
    this.writer = writer;
    this.size = size;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      return;
    }
    if (bytes.remaining() > size - position - pendingZeros) {
      throw new IllegalStateException("more content than the %d bytes announced".formatted(size));
    }
    settleZeros();
    while (bytes.hasRemaining()) {
      if (room == 0) {
        allot();
      }
      int end = bytes.limit();
      int part = (int) Math.min(bytes.remaining(), room);
      bytes.limit(bytes.position() + part);
      writer.write(place, bytes);
      bytes.limit(end);
      advance(part);
    }
  }

  @Override
  public void skip(long bytes) throws IOException {
    if (bytes < 0 || bytes > size - position - pendingZeros) {
      throw new IllegalStateException("more content than the %d bytes announced".formatted(size));
    }
    long hole = pendingZeros + bytes;
    pendingZeros = 0;
    // What is left of a block that has data is filled with zeros.
    long inBlock = Math.min(hole, Math.floorMod(-position, (long) BLOCK_SIZE));
    if (inBlock > 0) {
      writer.writeZeros(place, inBlock);
      advance(inBlock);
      hole -= inBlock;
    }
    if (hole >= BLOCK_SIZE) {
      giveBack();
      long whole = hole - hole % BLOCK_SIZE;
      position += whole;
      hole -= whole;
    }
    pendingZeros = hole;
  }

  @Override
  public Content finish() throws IOException {
    long end = position + pendingZeros;
    if (end != size) {
      throw new IllegalStateException("%d bytes of content, not %d".formatted(end, size));
    }
    long tail = Math.floorMod(-position, (long) BLOCK_SIZE);
    if (tail > 0) {
      writer.writeZeros(place, tail);
      room -= tail;
    }
    giveBack();
    return new StoredContent(size, extents.toList());
  }

  /** A hole that ended inside a block, with data behind it. */
  private void settleZeros() throws IOException {
    if (pendingZeros > 0) {
      if (room == 0) {
        allot();
      }
      writer.writeZeros(place, pendingZeros);
      advance(pendingZeros);
      pendingZeros = 0;
    }
  }

  private void allot() {
    Run run = allocator.allot(Ext4Format.blocks(size - position));
    extents.add(position / BLOCK_SIZE, run.start(), run.blocks());
    place = run.start() * BLOCK_SIZE;
    room = run.blocks() * BLOCK_SIZE;
  }

  private void advance(long bytes) {
    position += bytes;
    place += bytes;
    room -= bytes;
  }

  /** Gives back whole blocks that a hole has made needless. */
  private void giveBack() {
    long blocks = room / BLOCK_SIZE;
    if (blocks > 0) {
      long start = Ext4Format.blocks(place);
      allocator.giveBack(start, blocks);
      extents.shorten(blocks);
    }
    room = 0;
  }
}
