package dev.microagent.layers;

import dev.microagent.filetree.TreeException;
import dev.microagent.filetree.TreePath;

/**
 * Reads the paths of an archive's entries. Most lie in the same directory as the one before, or in
 * that one itself. Their paths then share that directory's path, which is not read again, and by
 * which the tree finds the directory at once.
 */
final class PathReader {

  /** What was read last, and its path. */
  private String lastText = "";

  private TreePath lastPath = TreePath.ROOT;

  /** The text of a directory, with the slash behind it if it isn't the root, and its path. */
  private String directoryText = "";

  private TreePath directory = TreePath.ROOT;

  /**
   * Reads the path of the next entry.
   *
   * @param text raw bytes as ISO-8859-1
   * @throws TreeException if it can't be a path
   */
  TreePath read(String text) throws TreeException {
    int end = text.endsWith("/") ? text.length() - 1 : text.length();
    int start = text.lastIndexOf('/', end - 1) + 1;
    String name = text.substring(start, end);
    try {
      TreePath path =
          switch (name) {
            case "", ".", ".." -> TreePath.parse(text);
            default -> directory(text, start).resolve(name);
          };
      lastText = text;
      lastPath = path;
      return path;
    } catch (IllegalArgumentException e) {
      throw EntryReader.refused(e);
    }
  }

  /** The directory that the first characters of a text name. */
  private TreePath directory(String text, int length) {
    if (!isStart(directoryText, text, length)) {
      directory =
          isStart(lastText, text, length) ? lastPath : TreePath.parse(text.substring(0, length));
      directoryText = text.substring(0, length);
    }
    return directory;
  }

  private static boolean isStart(String start, String text, int length) {
    return start.length() == length && text.startsWith(start);
  }
}
