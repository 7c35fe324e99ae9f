package dev.microagent.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Checksums of metadata blocks and inodes: CRC-32C without the final inversion, begun with a
 * register that comes from the file system's UUID. {@link CRC32C} is an intrinsic but always begins
 * with all ones; so the four bytes that lead from there to the wanted register are computed once
 * and put before everything. Not thread-safe.
 */
final class MetadataChecksum {

  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int[] TABLE = table();

  private final CRC32C crc = new CRC32C();
  private final int seed;
  private final ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer four = ByteBuffer.allocate(4);

  /**
   * @param uuid the file system's
   */
  MetadataChecksum(UUID uuid) {
    crc.update(
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .flip());
    seed = register();
    head.putInt(0, prefix(seed));
  }

  /** The register that all checksums begin with: that after the UUID. */
  int seed() {
    return seed;
  }

  /** Begins the checksum of something that belongs to an inode, of generation 0. */
  MetadataChecksum ofInode(int inode) {
    head.putInt(4, inode).putInt(8, 0);
    crc.reset();
    crc.update(head.rewind());
    return this;
  }

  /** Begins the checksum of a block that belongs to no inode, by the block's number. */
  MetadataChecksum ofBlock(long block) {
    head.putLong(4, block);
    crc.reset();
    crc.update(head.rewind());
    return this;
  }

  /** Adds bytes of a buffer; its position and limit stay. */
  MetadataChecksum add(ByteBuffer bytes, int offset, int length) {
    crc.update(bytes.slice(offset, length));
    return this;
  }

  /** Adds four zero bytes, which stand for the checksum's own field. */
  MetadataChecksum addZeros() {
    crc.update(four.rewind());
    return this;
  }

  int value() {
    return register();
  }

  private int register() {
    return ~(int) crc.getValue();
  }

  /** The four bytes, as a little-endian number, that take the register from all ones to a value. */
  private static int prefix(int register) {
    for (int i = 0; i < 4; i++) {
      int index = 0;
      while (TABLE[index] >>> 24 != register >>> 24) {
        index++;
      }
      register = ((register ^ TABLE[index]) << 8) | index;
    }
    return ~register;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) != 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
      }
      table[i] = value;
    }
    return table;
  }
}
