package dev.microagent.ext4;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Access control lists. Linux passes them between programs in one form (linux/posix_acl_xattr.h:
 * version 2, eight bytes an entry), ext4 stores them in a shorter one (fs/ext4/acl.h: version 1,
 * four bytes an entry that names nobody).
 */
final class PosixAcl {

  private static final int PASSED_VERSION = 2;
  private static final int STORED_VERSION = 1;

  private static final int USER_OBJ = 0x01;
  private static final int USER = 0x02;
  private static final int GROUP_OBJ = 0x04;
  private static final int GROUP = 0x08;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private PosixAcl() {}

  /**
   * Converts a list to its stored form.
   *
   * @throws IllegalArgumentException if it isn't one that Linux would take
   */
  static byte[] stored(byte[] passed) {
    ByteBuffer in = ByteBuffer.wrap(passed).order(ByteOrder.LITTLE_ENDIAN);
    if (passed.length < 4 || (passed.length - 4) % 8 != 0 || in.getInt() != PASSED_VERSION) {
      throw new IllegalArgumentException("not an access control list of version 2");
    }
    ByteBuffer out = ByteBuffer.allocate(passed.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(STORED_VERSION);
    while (in.hasRemaining()) {
      short tag = in.getShort();
      short permissions = in.getShort();
      int id = in.getInt();
      out.putShort(tag).putShort(permissions);
      switch (tag) {
        case USER, GROUP -> out.putInt(id);
        case USER_OBJ, GROUP_OBJ, MASK, OTHER -> {}
        default ->
            throw new IllegalArgumentException(
                "an access control list has an entry of unknown kind 0x%x".formatted(tag));
      }
    }
    byte[] stored = new byte[out.flip().remaining()];
    out.get(stored);
    return stored;
  }
}
