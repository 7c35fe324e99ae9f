package dev.microagent.filetree;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory. Only {@link FileTree} changes its entries. */
public final class Directory extends Inode {

  // Most directories of an image hold a few entries. Archives mostly have them sorted by name, and
  // who sorts them after all is done at once then.
  private final Map<String, DirectoryEntry> entries = new LinkedHashMap<>(4);

  Directory(Attributes attributes) {
    super(attributes);
  }

  /** The entry of that name, if any. */
  public @Nullable DirectoryEntry entry(String name) {
    return entries.get(name);
  }

  /** All entries, in the order in which their names came. */
  public Collection<DirectoryEntry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  void add(DirectoryEntry entry) {
    entries.put(entry.name(), entry);
  }

  void remove(DirectoryEntry entry) {
    entries.remove(entry.name());
  }
}
