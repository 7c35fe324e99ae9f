package dev.microagent.layers;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.Device;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.Symlink;
import dev.microagent.filetree.TreeException;
import dev.microagent.filetree.TreePath;
import dev.microagent.filetree.Xattr;
import dev.microagent.tar.TarEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what an archive says of a file into what a tree holds, and refuses what no tree can. */
final class EntryReader {

  /** The largest owner or group: Linux has 32 bits for them, and keeps 2^32-1 for "none". */
  static final long MAX_ID = 0xffff_fffeL;

  private EntryReader() {}

  static TreePath path(String text) throws TreeException {
    try {
      return TreePath.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  static Attributes attributes(TarEntry entry) throws TreeException {
    return new Attributes(
        entry.mode(),
        number("its owner", entry.uid(), MAX_ID),
        number("its group", entry.gid(), MAX_ID),
        entry.mtime(),
        xattrs(entry));
  }

  /** The inode of an entry that is neither a regular file, nor a directory, nor a hard link. */
  static Inode specialFile(TarEntry entry) throws TreeException {
    Attributes attributes = attributes(entry);
    try {
      return switch (entry.type()) {
        case SYMLINK -> new Symlink(attributes, entry.linkName());
        case CHARACTER_DEVICE -> device(entry, attributes, Device.Kind.CHARACTER);
        case BLOCK_DEVICE -> device(entry, attributes, Device.Kind.BLOCK);
        case FIFO -> new Fifo(attributes);
        case FILE, DIRECTORY, HARD_LINK -> throw new IllegalStateException("no special file");
      };
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  private static Device device(TarEntry entry, Attributes attributes, Device.Kind kind)
      throws TreeException {
    return new Device(
        attributes,
        kind,
        number("its major device number", entry.deviceMajor(), Device.MAX_MAJOR),
        number("its minor device number", entry.deviceMinor(), Device.MAX_MINOR));
  }

  /** A number in the 32 bits that the file system has for it. */
  private static int number(String what, long value, long max) throws TreeException {
    if (value < 0 || value > max) {
      throw new TreeException("%s is %d, not 0 to %d".formatted(what, value, max));
    }
    return (int) value;
  }

  private static List<Xattr> xattrs(TarEntry entry) {
    if (entry.xattrs().isEmpty()) {
      return List.of();
    }
    List<Xattr> xattrs = new ArrayList<>(entry.xattrs().size());
    for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
      xattrs.add(new Xattr(xattr.getKey(), xattr.getValue()));
    }
    return xattrs;
  }

  static TreeException refused(IllegalArgumentException e) {
    return new TreeException(String.valueOf(e.getMessage()));
  }
}
