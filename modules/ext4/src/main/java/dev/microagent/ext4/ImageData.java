package dev.microagent.ext4;

import dev.microagent.bindings.linux.SparseFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Finds out which parts of an image file hold data, so that who reads all of it can leave out the
 * holes: most of an image is free space. Owns a file descriptor. Not thread-safe.
 */
public final class ImageData implements AutoCloseable {

  private final SparseFile file;

  private ImageData(SparseFile file) {
    this.file = file;
  }

  /** Opens a file, which needs to be readable only. */
  public static ImageData open(Path file) throws IOException {
    return new ImageData(SparseFile.openReadOnly(file));
  }

  /**
   * Where the next data are. What lies before them reads as zeros.
   *
   * @param offset where to begin, in bytes
   * @return the first offset from there on that may hold something else than zeros, or {@link
   *     Long#MAX_VALUE} if none does
   */
  public long next(long offset) throws IOException {
    return file.nextData(offset);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
