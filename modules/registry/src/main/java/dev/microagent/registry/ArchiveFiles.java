package dev.microagent.registry;

import dev.microagent.tar.ByteSource;
import dev.microagent.tar.TarEntry;
import dev.microagent.tar.TarException;
import dev.microagent.tar.TarReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files in a tar archive, found by a list that is made once; nothing is unpacked. */
final class ArchiveFiles implements ImageFiles {

  /** So that the list fits into memory; an archive has some three entries a layer. */
  private static final int MAX_ENTRIES = 100_000;

  /** Links that lead to links; {@code docker save} writes one. */
  private static final int MAX_LINKS = 8;

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BZIP2_MAGIC = 0x425a;
  private static final int XZ_MAGIC = 0xfd37;
  private static final int ZSTD_MAGIC = 0x28b5;

  private sealed interface Entry {}

  private record Data(long offset, long size) implements Entry {}

  private record Link(String target) implements Entry {}

  private final Path path;
  private final Map<String, Entry> entries;

  private ArchiveFiles(Path path, Map<String, Entry> entries) {
    this.path = path;
    this.entries = entries;
  }

  /**
   * Lists an archive.
   *
   * @throws RegistryException if there is none, or it is compressed or damaged
   */
  static ArchiveFiles open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new RegistryException(RegistryException.Kind.NOT_FOUND, path + ": no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw invalid(path, "not a file, so not an image archive");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      refuseCompressed(path, channel);
      return new ArchiveFiles(path, list(path, channel));
    } catch (TarException e) {
      throw new RegistryException(
          RegistryException.Kind.INVALID_IMAGE,
          path + ": not a tar archive, or a damaged one: " + e.getMessage(),
          e);
    }
  }

  private static void refuseCompressed(Path path, FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Short.BYTES);
    if (channel.read(start, 0) < Short.BYTES) {
      throw invalid(path, "empty, so not an image archive");
    }
    String program =
        switch (Short.toUnsignedInt(start.getShort(0))) {
          case GZIP_MAGIC -> "gunzip";
          case BZIP2_MAGIC -> "bunzip2";
          case XZ_MAGIC -> "unxz";
          case ZSTD_MAGIC -> "unzstd";
          default -> null;
        };
    if (program != null) {
      throw new RegistryException(
          RegistryException.Kind.UNSUPPORTED,
          path
              + ": a compressed archive, of which parts cannot be read; run "
              + program
              + " on it");
    }
  }

  private static Map<String, Entry> list(Path path, FileChannel channel) throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    TarReader reader = new TarReader(ByteSource.of(channel));
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      String name = resolve("", entry.name());
      switch (entry.type()) {
        case FILE -> entries.put(name, new Data(entry.dataOffset(), entry.size()));
        case HARD_LINK -> entries.put(name, new Link(resolve("", entry.linkName())));
        case SYMLINK -> entries.put(name, new Link(resolve(parent(name), entry.linkName())));
        default -> entries.remove(name);
      }
      if (entries.size() > MAX_ENTRIES) {
        throw invalid(path, "more than " + MAX_ENTRIES + " entries");
      }
    }
    return Map.copyOf(entries);
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(name.lastIndexOf('/'), 0));
  }

  /** A name seen from a directory of the archive; what would lead out of it stays at its root. */
  private static String resolve(String directory, String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (name.startsWith("/") ? name : directory + "/" + name).split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  @Override
  public @Nullable FileSlice open(String name) throws IOException {
    Entry entry = entries.get(resolve("", name));
    for (int links = 0; entry instanceof Link link && links < MAX_LINKS; links++) {
      entry = entries.get(link.target());
    }
    return entry instanceof Data data ? new FileSlice(path, data.offset(), data.size()) : null;
  }

  private static RegistryException invalid(Path path, String why) {
    return new RegistryException(RegistryException.Kind.INVALID_IMAGE, path + ": " + why);
  }
}
