package dev.microagent.ext4;

import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentStore;
import dev.microagent.filetree.FileTree;
import java.io.IOException;

/**
 * Makes an image file of a tree: takes the content of files while the tree grows, and then the
 * tree. Not thread-safe.
 */
public sealed interface Ext4Writer extends ContentStore, AutoCloseable
    permits Ext4Image, StagedImage {

  /**
   * Reads a content back, before the file system is complete.
   *
   * @param content from this writer, not released, of no more bytes than an array holds
   */
  byte[] read(Content content) throws IOException;

  /**
   * Completes the file system. The file is not synced.
   *
   * @param tree all of whose contents are from this writer
   * @throws ImageTooSmallException if it doesn't fit into the wanted size
   * @throws Ext4Exception if ext4 can't hold the tree
   * @throws IOException if writing fails, or a library or program that it takes
   */
  Ext4Summary finish(FileTree tree) throws IOException;

  @Override
  void close() throws IOException;
}
