package dev.microagent.filetree;

import java.util.ArrayList;
import java.util.List;

/**
 * A path inside a tree: names from the root down, none of them empty, {@code .}, {@code ..}, longer
 * than Linux takes, or with a NUL byte or a slash in it. Whatever comes from outside is parsed once
 * into this type, and only this type reaches the tree.
 *
 * <p>A path may have any number of names: a tree is walked in loops, and what Linux limits is the
 * path given to one call, not the depth of a file system.
 *
 * @param names the names, each raw bytes as ISO-8859-1; none for the root itself
 */
public record TreePath(List<String> names) {

  /** The root directory. */
  public static final TreePath ROOT = new TreePath(List.of());

  /** Length of the longest name in bytes: NAME_MAX of Linux. */
  public static final int MAX_NAME = 255;

  /** Characters of a name or path that a message quotes: most whole, and the line stays short. */
  private static final int MAX_QUOTED = 200;

  /**
   * @throws IllegalArgumentException if one of the names can't be a name
   */
  public TreePath {
    names = List.copyOf(names);
    for (String name : names) {
      if (!isName(name)) {
        throw new IllegalArgumentException(
            name.length() > MAX_NAME
                ? "a name has %d bytes, more than %d".formatted(name.length(), MAX_NAME)
                : "'%s' can't be the name of a file".formatted(display(name)));
      }
    }
  }

  /**
   * Reads a path as archives have it: leading, doubled and trailing slashes and {@code .} are
   * dropped, and {@code ..} drops the name before it, at the root nothing, as in a chroot.
   *
   * @param text raw bytes as ISO-8859-1
   * @throws IllegalArgumentException if there is a NUL byte in it, or a name that is too long
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

  /** Whether a file can have that name. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.length() <= MAX_NAME
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0;
  }

  /**
   * A name or path for a message: printable ASCII as it is, every other byte as {@code \xNN}, so
   * that nothing in it can break the line or drive a terminal; cut when very long.
   *
   * @param raw bytes as ISO-8859-1
   */
  public static String display(String raw) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(raw.length(), MAX_QUOTED); i++) {
      char c = raw.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\') {
        out.append(c);
      } else {
        out.append("\\x%02x".formatted((int) c));
      }
    }
    return raw.length() > MAX_QUOTED ? out.append("...").toString() : out.toString();
  }

  public boolean isRoot() {
    return names.isEmpty();
  }

  /**
   * The last name.
   *
   * @throws java.util.NoSuchElementException if this is the root
   */
  public String name() {
    return names.getLast();
  }

  /** The path without its last name; not to be asked of the root. */
  public TreePath parent() {
    return new TreePath(names.subList(0, names.size() - 1));
  }

  /** The path of an entry in this directory. */
  public TreePath resolve(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new TreePath(longer);
  }

  /** The absolute path for a message, as by {@link #display(String)}. */
  public String display() {
    return display(toString());
  }

  /** The absolute path, raw bytes as ISO-8859-1. */
  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }
}
