package dev.microagent.ext4;

import dev.microagent.filetree.Xattr;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An extended attribute in ext4's form.
 *
 * @param namespace number that stands for the first part of the name
 * @param name rest of the name, raw bytes
 * @param value the value as stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredXattr(int namespace, byte[] name, byte[] value) {

  /** The order in which an attribute block has its entries. */
  static final Comparator<StoredXattr> ORDER =
      Comparator.comparingInt(StoredXattr::namespace)
          .thenComparingInt(xattr -> xattr.name().length)
          .thenComparing(StoredXattr::name, java.util.Arrays::compareUnsigned);

  private static final String ACL_ACCESS = "system.posix_acl_access";
  private static final String ACL_DEFAULT = "system.posix_acl_default";

  /** The namespaces that Linux has, by their prefix (fs/ext4/xattr.h). */
  private enum Namespace {
    USER("user.", 1),
    TRUSTED("trusted.", 4),
    SECURITY("security.", 6);

    final String prefix;
    final int number;

    Namespace(String prefix, int number) {
      this.prefix = prefix;
      this.number = number;
    }
  }

  /**
   * Converts an attribute.
   *
   * @return null if Linux has no such namespace, so that no program there could ever see it
   * @throws IllegalArgumentException if the attribute can't be stored
   */
  static @Nullable StoredXattr of(Xattr xattr) {
    if (xattr.name().equals(ACL_ACCESS)) {
      return new StoredXattr(2, new byte[0], PosixAcl.stored(xattr.value()));
    }
    if (xattr.name().equals(ACL_DEFAULT)) {
      return new StoredXattr(3, new byte[0], PosixAcl.stored(xattr.value()));
    }
    for (Namespace namespace : Namespace.values()) {
      if (xattr.name().startsWith(namespace.prefix)
          && xattr.name().length() > namespace.prefix.length()) {
        byte[] name =
            xattr.name().substring(namespace.prefix.length()).getBytes(StandardCharsets.ISO_8859_1);
        // Linux counts the whole name (XATTR_NAME_MAX), ext4 only what it stores of it.
        if (xattr.name().length() > Ext4Format.MAX_NAME) {
          throw new IllegalArgumentException(
              "the name of an extended attribute has more than %d bytes"
                  .formatted(Ext4Format.MAX_NAME));
        }
        return new StoredXattr(namespace.number, name, xattr.value());
      }
    }
    return null;
  }

  /** Bytes that the entry takes, without the value. */
  int entryLength() {
    return 16 + ((name.length + 3) & ~3);
  }

  /** Bytes that the value takes. */
  int valueLength() {
    return (value.length + 3) & ~3;
  }

  /** Hash of name and value, as an attribute block has it (kernel: ext4_xattr_hash_entry). */
  int hash() {
    int hash = 0;
    for (byte b : name) {
      // Read as unsigned, as the kernel does from 6.2 on and e2fsck accepts always.
      hash = (hash << 5) ^ (hash >>> 27) ^ (b & 0xff);
    }
    for (int i = 0; i < value.length; i += 4) {
      int word = 0;
      for (int j = Math.min(i + 4, value.length) - 1; j >= i; j--) {
        word = (word << 8) | (value[j] & 0xff);
      }
      hash = (hash << 16) ^ (hash >>> 16) ^ word;
    }
    return hash;
  }
}
