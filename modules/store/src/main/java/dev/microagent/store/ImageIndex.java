package dev.microagent.store;

import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images that were built here, in {@code images/index.json}. Readers take no lock: the file is
 * replaced by rename, so that they see the old index or the new one. Changes take a lock that keeps
 * out other threads and processes.
 */
public final class ImageIndex {

  private static final String NAME = "index.json";

  private final Path file;
  private final Path directory;
  private final Path locks;

  ImageIndex(Path directory, Path locks) {
    this.file = directory.resolve(NAME);
    this.directory = directory;
    this.locks = locks;
  }

  /** Where the index is. The file may not exist, which is an empty index. */
  public Path file() {
    return file;
  }

  /**
   * All records, ordered by name, architecture, digest, and those of workspaces last.
   *
   * @throws StoreException if the file isn't an index
   */
  public List<ImageRecord> list() throws IOException {
    return read().images();
  }

  /**
   * Adds a record, in the place of the one with its name and platform if there is one, and with
   * what that had in keys unknown to this version.
   *
   * @throws StoreException if the file isn't an index; it's left as it is
   */
  public void record(ImageRecord image) throws IOException {
    change(document -> document.with(image));
  }

  /**
   * Notes that an image was used. Does nothing if its record has another file by now, or is gone:
   * others may have moved the name.
   */
  public void used(ImageRecord image, Instant now) throws IOException {
    change(document -> {
      Optional<ImageRecord> still = still(image, document);
      return still.isEmpty() ? document : document.with(still.get().usedAt(now));
    });
  }

  /**
   * Gives the name of an image the file of another one. Does nothing if its record has another file
   * by now, or is gone: others may have moved the name.
   */
  public void repoint(ImageRecord image, ImageRecord to) throws IOException {
    change(document ->
        still(image, document).isEmpty()
            ? document
            : document.with(to.withImageRef(image.imageRef())));
  }

  /** The record of an image as it is now, if that still has the same file. */
  private static Optional<ImageRecord> still(ImageRecord image, IndexDocument document) {
    return document.images().stream()
        .filter(now -> now.hasNameOf(image) && now.outputPath().equals(image.outputPath()))
        .findFirst();
  }

  /**
   * Adds a record together with its file: when this fails there is neither. A program that is
   * killed in between leaves the file without the record, never the record without its file.
   *
   * @param publish gives the file its place, when nothing but one rename is left to be done here
   */
  void record(ImageRecord image, StateDirectory.Step publish) throws IOException {
    change(document -> document.with(image), publish);
  }

  /**
   * The records that a name means, as the commands take it: those with that image reference, else
   * that resolved reference, else that digest, else a digest that begins with these 12 or more
   * hexadecimal digits. Names may be as short as they may be typed.
   *
   * @return at least one record
   * @throws StoreException if there is none, several digests begin so, or the file isn't an index
   */
  public List<ImageRecord> match(String name) throws IOException {
    return ImageSelector.select(list(), name);
  }

  /**
   * Gives an image another name: for each platform that the source has, a record that points to the
   * same file, in the place of the one with that name if there is one.
   *
   * @param source as for {@link #match}
   * @param target the new name; it is kept as it is typed
   * @return the records that have the name now
   * @throws StoreException if the source matches nothing, or different files for one platform, or
   *     its file is gone; or if the index is broken
   */
  public List<ImageRecord> tag(String source, String target) throws IOException {
    List<ImageRecord> tagged = new ArrayList<>();
    change(document -> {
      IndexDocument changed = document;
      for (ImageRecord image : onePerPlatform(source, document.images())) {
        ImageRecord alias = image.withImageRef(target);
        if (alias.hasNameOf(image)) {
          tagged.add(image);
        } else {
          tagged.add(alias);
          changed = changed.with(alias);
        }
      }
      return changed;
    });
    return tagged;
  }

  private static List<ImageRecord> onePerPlatform(String source, List<ImageRecord> images)
      throws StoreException {
    Map<Platform, ImageRecord> chosen = new LinkedHashMap<>();
    for (ImageRecord image : ImageSelector.selectForAll(images, source)) {
      ImageRecord other = chosen.putIfAbsent(image.platform(), image);
      if (other != null && !other.outputPath().equals(image.outputPath())) {
        throw new StoreException(
            StoreException.Kind.AMBIGUOUS,
            "%s: both %s and %s are meant, and their files differ"
                .formatted(source, other.imageRef(), image.imageRef()));
      }
      if (Files.notExists(image.outputPath())) {
        throw StoreException.missingFile(image.outputPath());
      }
    }
    return List.copyOf(chosen.values());
  }

  /**
   * Drops all records but some.
   *
   * @param choice which of the records stay; called with the index locked
   * @return those that stay
   */
  List<ImageRecord> keepOnly(Choice choice) throws IOException {
    List<ImageRecord> kept = new ArrayList<>();
    change(document -> {
      kept.addAll(choice.of(document.images()));
      return document.withOnly(kept);
    });
    return kept;
  }

  /**
   * Adds records that are missing.
   *
   * @param missing tells them by those that are there; called with the index locked
   */
  void addMissing(Choice missing) throws IOException {
    change(document -> {
      IndexDocument changed = document;
      for (ImageRecord image : missing.of(document.images())) {
        changed = changed.with(image);
      }
      return changed;
    });
  }

  /** Chooses records. */
  interface Choice {
    List<ImageRecord> of(List<ImageRecord> images) throws IOException;
  }

  /** Changes a document; the same one in return means that nothing is to be written. */
  private interface Change {
    IndexDocument of(IndexDocument document) throws IOException;
  }

  private void change(Change change) throws IOException {
    change(change, () -> {});
  }

  // To compare documents as records would have the JVM make classes first: 8 ms of each pull.
  @SuppressWarnings("ReferenceEquality")
  private void change(Change change, StateDirectory.Step step) throws IOException {
    try (LockFile _ = LockFile.acquire(locks, "index.lock", LockFile.Mode.EXCLUSIVE, () -> {})) {
      IndexDocument document = read();
      IndexDocument changed = change.of(document);
      if (changed == document) {
        step.run();
      } else {
        StateDirectory.replace(directory, NAME, changed.write(), step);
      }
    }
  }

  private IndexDocument read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return IndexDocument.EMPTY;
    }
    try {
      return IndexDocument.read(bytes);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          StoreException.Kind.BROKEN_INDEX,
          file,
          "the image index " + file + " is broken: " + e.getMessage(),
          e);
    }
  }
}
