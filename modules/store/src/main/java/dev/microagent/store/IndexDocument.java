package dev.microagent.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code index.json} says.
 *
 * @param images ordered by name, architecture, digest, and those of workspaces last
 * @param unknown keys of the document that another version wrote
 */
record IndexDocument(List<ImageRecord> images, Map<String, Object> unknown) {

  private static final String IMAGES = "images";

  private static final Comparator<ImageRecord> ORDER =
      (one, other) -> Arrays.compare(sortKeys(one), sortKeys(other));

  static final IndexDocument EMPTY = new IndexDocument(List.of(), Map.of());

  IndexDocument {
    images = images.stream().sorted(ORDER).toList();
  }

  /**
   * Reads a document.
   *
   * @param bytes JSON in UTF-8
   * @throws IllegalArgumentException if it isn't an index; the message says why
   */
  static IndexDocument read(byte[] bytes) {
    Map<String, Object> document = JsonText.read(bytes);
    List<ImageRecord> images = new ArrayList<>();
    Object list = document.remove(IMAGES);
    // A missing or null list is an empty one: that is how some JSON writers put it.
    if (list instanceof List<?> records) {
      for (Object json : records) {
        try {
          images.add(RecordFormat.read(json));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "%s[%d]: %s".formatted(IMAGES, images.size(), e.getMessage()), e);
        }
      }
    } else if (list != null) {
      throw new IllegalArgumentException(IMAGES + " is not a list");
    }
    return new IndexDocument(images, document);
  }

  /** Compared in this order; what is there for all comes before what belongs to workspaces. */
  private static String[] sortKeys(ImageRecord image) {
    return new String[] {
      image.imageRef(),
      image.platform().architecture(),
      image.digest().toString(),
      image.workspace().orElse("")
    };
  }

  /**
   * With an image added, in the place of the one that had its name and platform; itself if that one
   * was the same.
   */
  IndexDocument with(ImageRecord image) {
    List<ImageRecord> others = new ArrayList<>(images);
    Map<String, Object> keys = new LinkedHashMap<>();
    others.removeIf(old -> {
      boolean replaced = old.hasNameOf(image);
      if (replaced) {
        keys.putAll(old.unknown());
      }
      return replaced;
    });
    keys.putAll(image.unknown());
    ImageRecord added = image.withUnknown(keys);
    Map<String, Object> json = added.toJson();
    if (images.stream().anyMatch(old -> old.hasNameOf(image) && old.toJson().equals(json))) {
      return this;
    }
    others.add(added);
    return new IndexDocument(others, unknown);
  }

  /** With these of its images; itself if those are all. */
  IndexDocument withOnly(List<ImageRecord> kept) {
    return kept.size() == images.size() ? this : new IndexDocument(kept, unknown);
  }

  String write() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(IMAGES, images.stream().map(ImageRecord::toJson).toList());
    document.putAll(unknown);
    return JsonText.write(document);
  }
}
