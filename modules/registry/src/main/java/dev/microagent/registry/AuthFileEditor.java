package dev.microagent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.json.JsonWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the entries of a file of credentials, and nothing else in it. The file is replaced by
 * rename, so that readers see the old one or the new one; what replaces it is its owner's alone. A
 * symbolic link stays one: what it leads to is replaced.
 */
final class AuthFileEditor {

  /** Linux's own limit, path_resolution(7). */
  private static final int MAX_LINKS = 40;

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      permissions("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      permissions("rwx------");

  /** Changes the entries, which it is given by their keys. */
  interface Change {
    /** Returns whether there is anything to write. */
    boolean of(Map<String, @Nullable Object> entries);
  }

  private AuthFileEditor() {}

  /**
   * Changes a file; where there is none, it is made, and its directory too.
   *
   * @return what the change returns
   * @throws RegistryException if the file isn't one of credentials, or cannot be written; it is
   *     left as it is
   */
  static boolean edit(Path path, Change change) throws IOException {
    try {
      return editFile(target(path), change);
    } catch (AccessDeniedException e) {
      throw AuthFile.unusable(path, "cannot be changed: permission denied for " + e.getFile());
    } catch (FileSystemException e) {
      throw AuthFile.unusable(path, "cannot be changed: " + e.getMessage());
    }
  }

  private static boolean editFile(Path file, Change change) throws IOException {
    Path directory = file.resolveSibling("");
    Files.createDirectories(directory, PRIVATE_DIRECTORY);
    // A lock on a file is a process's, not a thread's.
    synchronized (AuthFileEditor.class) {
      try (FileChannel channel =
              FileChannel.open(
                  directory.resolve(file.getFileName() + ".lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  PRIVATE_FILE);
          FileLock _ = channel.lock()) {
        AuthFile current = AuthFile.read(file, "");
        Map<String, @Nullable Object> members =
            current == null ? new LinkedHashMap<>() : current.members();
        Map<String, @Nullable Object> entries =
            current == null ? new LinkedHashMap<>() : current.entries();
        boolean changed = change.of(entries);
        if (changed) {
          members.put("auths", entries);
          replace(file, JsonWriter.write(members).getBytes(UTF_8));
        }
        return changed;
      }
    }
  }

  /** Where a path leads in the end, whether there is something or not. */
  private static Path target(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemException(path.toString(), null, "too many symbolic links");
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    return file;
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path directory = file.resolveSibling("");
    // One fixed name will do: the lock is held, so whatever has it is litter.
    Path temporary = directory.resolve("." + file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PRIVATE_FILE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
