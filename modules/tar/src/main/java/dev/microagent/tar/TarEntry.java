package dev.microagent.tar;

import java.time.Instant;
import java.util.SortedMap;

/**
 * One entry of an archive, with everything that the extended headers before it say of it.
 *
 * @param type what it is
 * @param name its path, raw bytes as ISO-8859-1, exactly as archived
 * @param linkName target of a hard or symbolic link, likewise; otherwise empty
 * @param mode the twelve permission bits
 * @param uid owner as archived; may be more than a file system can hold, or negative
 * @param gid group, likewise
 * @param mtime time of the last change; one beyond what an Instant holds is its first or last
 * @param size of the file's content in bytes, holes included; 0 for what has no content
 * @param deviceMajor of a device, otherwise 0
 * @param deviceMinor of a device, otherwise 0
 * @param xattrs extended attributes by name, raw bytes as ISO-8859-1; the map cannot be changed,
 *     its values may not be
 * @param dataOffset where in the archive the entry's data begin, in bytes; those of a sparse file
 *     are its pieces without the holes, and so not {@code size} bytes
 */
public record TarEntry(
    Type type,
    String name,
    String linkName,
    int mode,
    long uid,
    long gid,
    Instant mtime,
    long size,
    long deviceMajor,
    long deviceMinor,
    SortedMap<String, byte[]> xattrs,
    long dataOffset) {

  /** What an entry can be. */
  public enum Type {
    FILE,
    HARD_LINK,
    SYMLINK,
    CHARACTER_DEVICE,
    BLOCK_DEVICE,
    DIRECTORY,
    FIFO
  }
}
