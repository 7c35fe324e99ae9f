package dev.microagent.ext4;

import dev.microagent.filetree.Directory;
import dev.microagent.filetree.DirectoryEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The names under which a directory's entries are staged. Java can't express every name that Linux
 * has, so one that isn't ASCII is replaced by an unused one of the same length; in the image there
 * is room then to put it back.
 */
final class StagedNames {

  private static final int DIGITS = Character.MAX_RADIX;

  private StagedNames() {}

  /**
   * A directory's entries by their staged names, sorted by the real ones; always the same for the
   * same directory.
   *
   * @throws Ext4Exception if there are more such names than replacements
   */
  static SequencedMap<String, DirectoryEntry> of(Directory directory) throws Ext4Exception {
    List<DirectoryEntry> entries =
        directory.entries().stream().sorted(Comparator.comparing(DirectoryEntry::name)).toList();
    Map<Integer, Long> next = new HashMap<>();
    SequencedMap<String, DirectoryEntry> staged = new LinkedHashMap<>();
    for (DirectoryEntry entry : entries) {
      String name = entry.name();
      while (!isAscii(name) || staged.containsKey(name)) {
        int length = entry.name().length();
        long number = next.merge(length, 1L, Long::sum) - 1;
        name = replacement(number, length);
        if (directory.entry(name) != null) {
          name = entry.name();
        }
      }
      staged.put(name, entry);
    }
    return staged;
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private static String replacement(long number, int length) throws Ext4Exception {
    String digits = Long.toString(number, DIGITS);
    if (digits.length() > length) {
      throw new Ext4Exception(
          "a directory has too many names of %d bytes that are not ASCII for mke2fs"
              .formatted(length));
    }
    return "_".repeat(length - digits.length()) + digits;
  }
}
