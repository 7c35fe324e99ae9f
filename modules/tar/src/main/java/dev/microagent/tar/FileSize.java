package dev.microagent.tar;

/** Sizes of files and of their archived data. */
final class FileSize {

  /**
   * The largest size that is believed, in bytes: 1 EiB, more than any file system's largest file,
   * and so little that sizes and positions can be added without overflow.
   */
  static final long MAX = 1L << 60;

  private FileSize() {}

  /** Returns a size that an archive states, if it can be one. */
  static long check(long size) throws MalformedException {
    if (size < 0 || size > MAX) {
      throw new MalformedException("its size of " + size + " bytes is impossible");
    }
    return size;
  }

  /** A size with the padding that fills its last block. */
  static long padded(long size) {
    return (size + HeaderBlock.SIZE - 1) & -HeaderBlock.SIZE;
  }
}
