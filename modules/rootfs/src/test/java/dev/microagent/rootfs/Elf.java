package dev.microagent.rootfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The beginning of ELF files, which is all that is looked at. */
final class Elf {

  private Elf() {}

  /** An executable of 64 bits. */
  static byte[] executable(int machine) {
    return file(2, ByteOrder.LITTLE_ENDIAN, 2, machine);
  }

  static byte[] file(int elfClass, ByteOrder order, int type, int machine) {
    byte[] bytes = new byte[64];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(0x7f454c46).put((byte) elfClass);
    header.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
    header.order(order).putShort(16, (short) type).putShort(18, (short) machine);
    return bytes;
  }
}
