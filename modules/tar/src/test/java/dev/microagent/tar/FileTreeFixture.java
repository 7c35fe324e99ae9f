package dev.microagent.tar;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tree of files to archive, and what it holds. */
final class FileTreeFixture {

  /** Times with nanoseconds, before 1970 and after 2038. */
  private static final List<Instant> TIMES =
      List.of(
          Instant.ofEpochSecond(1_700_000_000, 123_456_789),
          Instant.ofEpochSecond(0),
          Instant.ofEpochSecond(5_000_000_000L, 1));

  private static final Instant BEFORE_1970 = Instant.ofEpochSecond(-5, 250_000_000);

  private final Path root;

  FileTreeFixture(Path root) {
    this.root = root;
  }

  /** Files, directories, links, modes, times and names that every format can hold. */
  FileTreeFixture plain() throws IOException {
    Random random = new Random(1);
    int count = 0;
    for (int size : new int[] {0, 1, 511, 512, 513, 1024, 10_000, 100_000}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      Path file = Files.write(root.resolve("size-" + size), content);
      setTime(file, TIMES.get(count % TIMES.size()));
      String mode = count++ % 2 == 0 ? "rwxr-x--x" : "r--r-----";
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
    Files.createDirectories(root.resolve("dir/empty"));
    Files.writeString(root.resolve("dir/file"), "text\n");
    Files.createSymbolicLink(root.resolve("symlink"), Path.of("dir/file"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("/no/where"));
    return this;
  }

  /** Names and link targets beyond the 100 bytes of a header's field, each up to some length. */
  FileTreeFixture longNames(int... lengths) throws IOException {
    for (int length : lengths) {
      StringBuilder name = new StringBuilder().append(length);
      // "./" goes before it in the archive.
      while (name.length() < length - 2) {
        name.append(name.length() % 50 == 49 && name.length() < length - 3 ? '/' : 'n');
      }
      Path file = root.resolve(name.toString());
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    return this;
  }

  FileTreeFixture longLinks(int... lengths) throws IOException {
    for (int length : lengths) {
      Files.createSymbolicLink(root.resolve("link-" + length), Path.of("t".repeat(length)));
    }
    return this;
  }

  FileTreeFixture beforeEpoch() throws IOException {
    setTime(Files.writeString(root.resolve("before-1970"), "old\n"), BEFORE_1970);
    return this;
  }

  /** Sparse files: holes at the start, between, at the end, nothing else, and many of them. */
  FileTreeFixture sparse() throws IOException {
    sparse("hole-first", 300_000, 200_000);
    sparse("hole-between", 1_000_000, 0, 500_000, 999_999);
    sparse("hole-last", 400_000, 0);
    sparse("hole-only", 1_234_567);
    long[] pieces = new long[60];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = i * 100_000L;
    }
    sparse("hole-often", 6_000_000, pieces);
    return this;
  }

  /** What an archive should hold: each path, from "." on, with its attributes and content. */
  Map<String, String> describe(boolean nanoseconds) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        String name = path.equals(root) ? "." : "./" + root.relativize(path);
        found.put(name, describe(path, nanoseconds));
      }
    }
    return found;
  }

  private static String describe(Path path, boolean nanoseconds) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:mode,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    Instant time = ((FileTime) attributes.get("lastModifiedTime")).toInstant();
    return line(
        Files.isSymbolicLink(path)
            ? "SYMLINK " + Files.readSymbolicLink(path)
            : Files.isDirectory(path)
                ? "DIRECTORY"
                : "FILE " + Files.readString(path, StandardCharsets.ISO_8859_1).hashCode(),
        (int) attributes.get("mode") & 07777,
        nanoseconds ? time : Instant.ofEpochSecond(time.getEpochSecond()));
  }

  /** The same description of what was read; hard links are followed within the archive. */
  static Map<String, String> describe(List<Archive.Item> items) {
    Map<String, String> found = new TreeMap<>();
    for (Archive.Item item : items) {
      TarEntry entry = item.entry();
      String name = entry.name().replaceAll("/+$", "");
      String what =
          switch (entry.type()) {
            case FILE -> "FILE " + item.content().hashCode();
            case SYMLINK -> "SYMLINK " + entry.linkName();
            case HARD_LINK -> found.get(entry.linkName());
            default -> entry.type().name();
          };
      found.put(
          name,
          entry.type() == TarEntry.Type.HARD_LINK ? what : line(what, entry.mode(), entry.mtime()));
    }
    return found;
  }

  private static String line(String what, int mode, Instant time) {
    return "%s %o %s".formatted(what, mode, time);
  }

  private void sparse(String name, long size, long... pieces) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            root.resolve(name),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      for (long piece : pieces) {
        file.write(ByteBuffer.wrap(TarBuilder.latin1("p")), piece);
      }
      if (file.size() < size) {
        grow(root.resolve(name), size);
      }
    }
  }

  /** Makes a file longer by a hole; a channel can't. */
  private static void grow(Path file, long size) throws IOException {
    try (var random = new RandomAccessFile(file.toFile(), "rw")) {
      random.setLength(size);
    }
  }

  private static void setTime(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }
}
