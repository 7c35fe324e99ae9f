package dev.microagent.filetree;

import java.util.ArrayList;
import java.util.List;

/**
 * A path inside a tree: names from the root down, none of them empty, {@code .}, {@code ..} or with
 * a NUL byte or a slash in it. Whatever comes from outside is parsed once into this type, and only
 * this type reaches the tree.
 *
 * @param names the names, each raw bytes as ISO-8859-1; none for the root itself
 */
public record TreePath(List<String> names) {

  /** The root directory. */
  public static final TreePath ROOT = new TreePath(List.of());

  public TreePath {
    names = List.copyOf(names);
    for (String name : names) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.indexOf('/') >= 0
          || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("not a file name: '" + name + "'");
      }
    }
  }

  /**
   * Reads a path as archives have it: leading, doubled and trailing slashes and {@code .} are
   * dropped, and {@code ..} drops the name before it, at the root nothing, as in a chroot.
   *
   * @param text raw bytes as ISO-8859-1
   * @throws IllegalArgumentException if there is a NUL byte in it
   */
  public static TreePath parse(String text) {
    List<String> names = new ArrayList<>();
    int length = text.length();
    for (int start = 0; start < length; ) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? length : slash;
      String name = text.substring(start, end);
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          if (!names.isEmpty()) {
            names.removeLast();
          }
        }
        default -> names.add(name);
      }
      start = end + 1;
    }
    return names.isEmpty() ? ROOT : new TreePath(names);
  }

  public boolean isRoot() {
    return names.isEmpty();
  }

  /** The last name. */
  public String name() {
    return names.getLast();
  }

  /** The path without its last name. */
  public TreePath parent() {
    return new TreePath(names.subList(0, names.size() - 1));
  }

  /** The path of an entry in this directory. */
  public TreePath resolve(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new TreePath(longer);
  }

  /** The absolute path, raw bytes as ISO-8859-1. */
  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }
}
