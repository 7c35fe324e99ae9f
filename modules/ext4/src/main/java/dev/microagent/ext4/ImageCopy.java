package dev.microagent.ext4;

import dev.microagent.bindings.linux.SparseFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies image files, holes as holes. */
public final class ImageCopy {

  /** How a file was copied. */
  public enum Method {
    /** Both share their blocks until one of them is changed. */
    REFLINK,
    /** Every block that isn't in a hole was copied. */
    BLOCKS
  }

  /** Bytes a call: a copy can be stopped between two. */
  private static final long CALL_BYTES = 64L << 20;

  private ImageCopy() {}

  /**
   * Copies a file: by reflink where the file system has that, else its blocks.
   *
   * @param target must not exist; it is not synced, and stays the caller's also when this fails
   */
  public static Method copy(Path source, Path target) throws IOException {
    Files.createFile(target);
    try (SparseFile from = SparseFile.openReadOnly(source);
        SparseFile to = SparseFile.open(target)) {
      if (to.reflink(from)) {
        return Method.REFLINK;
      }
      long size = Files.size(source);
      to.setLength(size);
      copyBlocks(source, from, target, size);
      return Method.BLOCKS;
    }
  }

  private static void copyBlocks(Path source, SparseFile holes, Path target, long size)
      throws IOException {
    try (FileChannel from = FileChannel.open(source);
        FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
      for (long start = holes.nextData(0); start < size; ) {
        long end = Math.min(size, holes.nextHole(start));
        copyRange(from, to, start, end, source);
        start = holes.nextData(end);
      }
    }
  }

  /**
   * The JDK has the kernel copy it, and copies it itself between most file systems of two kinds.
   */
  private static void copyRange(FileChannel from, FileChannel to, long start, long end, Path source)
      throws IOException {
    to.position(start);
    for (long position = start; position < end; ) {
      long copied = from.transferTo(position, Math.min(CALL_BYTES, end - position), to);
      if (copied == 0) {
        throw new IOException(source + " became shorter while it was copied");
      }
      position += copied;
    }
  }
}
