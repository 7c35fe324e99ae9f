package dev.microagent.filetree;

/** The content of a regular file, wherever the {@link ContentStore} that made it keeps it. */
public interface Content {

  /** The file's size in bytes, holes included. */
  long size();
}
