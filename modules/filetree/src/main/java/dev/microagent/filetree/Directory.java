package dev.microagent.filetree;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory. Only {@link FileTree} changes its entries. */
public final class Directory extends Inode {

  // Most directories of an image hold a few entries.
  private final Map<String, DirectoryEntry> entries = new HashMap<>(4);

  Directory(Attributes attributes) {
    super(attributes);
  }

  /** The entry of that name, if any. */
  public @Nullable DirectoryEntry entry(String name) {
    return entries.get(name);
  }

  /** All entries, in no order that means anything. */
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
