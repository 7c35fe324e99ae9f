package dev.microagent.filetree;

import java.io.IOException;

/**
 * Where the bytes of regular files go while a tree is being made. A file system writer implements
 * it, so that content goes straight to its place in the image.
 */
public interface ContentStore {

  /**
   * Starts the content of a file. Only one may be open at a time.
   *
   * @param size the file's size in bytes, holes included
   */
  ContentWriter open(long size) throws IOException;

  /** Gives back the space of a content that no inode has any more. */
  void release(Content content) throws IOException;
}
