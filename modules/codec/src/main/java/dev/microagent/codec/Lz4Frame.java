package dev.microagent.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The one form of LZ4 frame that is written and read here: independent blocks of at most 256 KiB,
 * each with a checksum, in the terms of the <a
 * href="https://github.com/lz4/lz4/blob/v1.10.0/doc/lz4_Frame_format.md">frame format</a>. There is
 * no checksum of the content: whoever reads a layer has its digest.
 */
final class Lz4Frame {

  static final int MAGIC = 0x18_4d_22_04;

  /** Magic number, FLG, BD and HC. */
  static final int HEADER_BYTES = 7;

  /** A block's size, or its checksum. */
  static final int WORD_BYTES = 4;

  /**
   * Largest block before compression, in bytes. The pieces that layers are decoded in are a
   * multiple of it, so that they become blocks without being copied.
   */
  static final int BLOCK_BYTES = 256 << 10;

  /** Set in the size of a block that is stored as it is. */
  static final int STORED = 1 << 31;

  /** The block size that ends a frame. */
  static final int END_MARK = 0;

  /** Version 01, independent blocks, block checksums; the block size's code is 5. */
  private static final byte[] DESCRIPTOR = {0x70, 0x50};

  private static final XXHash32 HASH = XXHashFactory.nativeInstance().hash32();

  private Lz4Frame() {}

  /** The checksum of a part of a direct buffer. */
  static int checksum(ByteBuffer bytes, int offset, int length) {
    return HASH.hash(bytes, offset, length, 0);
  }

  /** The header of every frame. */
  static ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MAGIC).put(DESCRIPTOR);
    header.put((byte) (HASH.hash(DESCRIPTOR, 0, DESCRIPTOR.length, 0) >>> 8));
    return header.flip();
  }
}
