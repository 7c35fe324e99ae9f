package dev.microagent.filetree;

import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A path inside a tree: names from the root down, none of them empty, {@code .}, {@code ..}, longer
 * than Linux takes, or with a NUL byte or a slash in it. Whatever comes from outside is parsed once
 * into this type, and only this type reaches the tree.
 *
 * <p>A path may have any number of names: a tree is walked in loops, and what Linux limits is the
 * path given to one call, not the depth of a file system. Paths share the directories above them as
 * far as one was made of the other, so that those of a directory's entries take little memory.
 */
public final class TreePath {

  /** The root directory. */
  public static final TreePath ROOT = new TreePath();

  /** Length of the longest name in bytes: NAME_MAX of Linux. */
  public static final int MAX_NAME = 255;

  /** Characters of a name or path that a message quotes: most whole, and the line stays short. */
  private static final int MAX_QUOTED = 200;

  /** Null for the root alone. */
  private final @Nullable TreePath parent;

  /** Raw bytes as ISO-8859-1. */
  private final String name;

  private final int depth;

  private TreePath() {
    this.parent = null;
    this.name = "";
    this.depth = 0;
  }

  private TreePath(TreePath parent, String name) {
    this.parent = parent;
    this.name = name;
    this.depth = parent.depth + 1;
  }

  /**
   * The path of these names, the first one in the root directory.
   *
   * @param names raw bytes as ISO-8859-1
   * @throws IllegalArgumentException if one of them can't be a name
   */
  public static TreePath of(List<String> names) {
    TreePath path = ROOT;
    for (String name : names) {
      path = path.resolve(name);
    }
    return path;
  }

  /**
   * Reads a path as archives have it: leading, doubled and trailing slashes and {@code .} are
   * dropped, and {@code ..} drops the name before it, at the root nothing, as in a chroot.
   *
   * @param text raw bytes as ISO-8859-1
   * @throws IllegalArgumentException if there is a NUL byte in it, or a name that is too long
   */
  public static TreePath parse(String text) {
    TreePath path = ROOT;
    int length = text.length();
    for (int start = 0; start < length; ) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? length : slash;
      String name = text.substring(start, end);
      path =
          switch (name) {
            case "", "." -> path;
            case ".." -> path.parent == null ? path : path.parent;
            default -> path.resolve(name);
          };
      start = end + 1;
    }
    return path;
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
    return parent == null;
  }

  /**
   * The last name, raw bytes as ISO-8859-1.
   *
   * @throws NoSuchElementException if this is the root
   */
  public String name() {
    requireName();
    return name;
  }

  /**
   * The path without its last name: the same object for all that were made by {@link #resolve} of
   * one.
   *
   * @throws NoSuchElementException if this is the root
   */
  public TreePath parent() {
    return requireName();
  }

  private TreePath requireName() {
    if (parent == null) {
      throw new NoSuchElementException("the root has no name");
    }
    return parent;
  }

  /**
   * The path of an entry in this directory.
   *
   * @param name raw bytes as ISO-8859-1
   * @throws IllegalArgumentException if it can't be a name
   */
  public TreePath resolve(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          name.length() > MAX_NAME
              ? "a name has %d bytes, more than %d".formatted(name.length(), MAX_NAME)
              : "'%s' can't be the name of a file".formatted(display(name)));
    }
    return new TreePath(this, name);
  }

  /** All names from the root down; none for the root itself. */
  public List<String> names() {
    String[] names = new String[depth];
    int index = depth;
    for (TreePath path = this; path.parent != null; path = path.parent) {
      names[--index] = path.name;
    }
    return List.of(names);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TreePath path && depth == path.depth && names().equals(path.names());
  }

  @Override
  public int hashCode() {
    return names().hashCode();
  }

  /** The absolute path for a message, as by {@link #display(String)}. */
  public String display() {
    return display(toString());
  }

  /** The absolute path, raw bytes as ISO-8859-1. */
  @Override
  public String toString() {
    return "/" + String.join("/", names());
  }
}
