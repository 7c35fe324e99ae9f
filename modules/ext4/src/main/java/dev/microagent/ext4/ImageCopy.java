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
      for (long start = from.nextData(0); start < size; ) {
        long end = Math.min(size, from.nextHole(start));
        copyRange(source, from, target, to, start, end);
        start = from.nextData(end);
      }
      return Method.BLOCKS;
    }
  }

  private static void copyRange(
      Path source, SparseFile from, Path target, SparseFile to, long start, long end)
      throws IOException {
    long position = start;
    while (position < end) {
      long copied = to.copyRange(from, position, Math.min(CALL_BYTES, end - position));
      if (copied < 0) {
        copyByHand(source, target, position, end);
        return;
      }
      if (copied == 0) {
        throw new IOException(source + " became shorter while it was copied");
      }
      position += copied;
    }
  }

  /** Between two file systems of which the kernel copies nothing. */
  private static void copyByHand(Path source, Path target, long start, long end)
      throws IOException {
    try (FileChannel from = FileChannel.open(source);
        FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
      for (long position = start; position < end; ) {
        long copied = to.transferFrom(from.position(position), position, end - position);
        if (copied == 0) {
          throw new IOException(source + " became shorter while it was copied");
        }
        position += copied;
      }
    }
  }
}
