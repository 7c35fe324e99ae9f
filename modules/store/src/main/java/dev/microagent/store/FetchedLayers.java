package dev.microagent.store;

import dev.microagent.codec.Digest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which layers were fetched to their end: for each an empty file, {@code ALGORITHM-HEX}, named by
 * its diff id. They have a directory of their own: every pull looks at each name in that of the
 * cache, and here only counts them. Thread-safe, and safe to use from many processes at once,
 * without a lock: a file is there or it isn't, and who comes second finds what it wanted.
 *
 * <p>The file stays when the layer is added to the cache, and when it's evicted from there or turns
 * out to be damaged: the layer was fetched again once, so it's kept at once the next time, and
 * nothing has to be done in step with the cache. That one is lost means a fetch more.
 */
final class FetchedLayers {

  /** How many are remembered: the layers of some hundred images, counted in a few milliseconds. */
  static final int MAX = 1000;

  private static final Pattern OURS = Pattern.compile("sha(?:256|512)-[0-9a-f]+");

  private final Path directory;

  FetchedLayers(Path directory) {
    this.directory = directory;
  }

  private record Marker(Path path, FileTime made) {}

  boolean has(Digest diffId) {
    return Files.isRegularFile(path(diffId));
  }

  void add(Digest diffId) throws IOException {
    StateDirectory.create(directory);
    try {
      Files.createFile(path(diffId));
    } catch (FileAlreadyExistsException e) {
      // Another one fetched it, too. What is no file there makes the layer one that is never kept.
    }
  }

  private Path path(Digest diffId) {
    return directory.resolve(diffId.algorithm() + "-" + diffId.hex());
  }

  /** Forgets the oldest, where there are more than so many. */
  void trim(int most) throws IOException {
    List<Path> files = files();
    if (files.size() <= most) {
      return;
    }
    List<Marker> markers = markers(files);
    markers.sort(Comparator.comparing(Marker::made));
    for (Marker marker : markers.subList(0, Math.max(0, markers.size() - most))) {
      Files.deleteIfExists(marker.path());
    }
  }

  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        files.forEach(found::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return found;
  }

  private static List<Marker> markers(List<Path> files) throws IOException {
    List<Marker> markers = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isRegularFile() && OURS.matcher(file.getFileName().toString()).matches()) {
          markers.add(new Marker(file, attributes.lastModifiedTime()));
        }
      } catch (NoSuchFileException e) {
        // Another process forgot it.
      }
    }
    return markers;
  }
}
