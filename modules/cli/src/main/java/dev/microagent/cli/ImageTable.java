package dev.microagent.cli;

import dev.microagent.store.ImageRecord;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The records as a table for people. */
final class ImageTable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Hexadecimal digits of a digest that are enough to tell images apart, and to name one. */
  private static final int DIGITS = 12;

  private ImageTable() {}

  /**
   * A heading, and one line for each record. Where some belong to workspaces, a last column says to
   * which.
   */
  static List<String> lines(List<ImageRecord> images) {
    boolean owned = images.stream().anyMatch(image -> image.workspace().isPresent());
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(owned, List.of("IMAGE", "DIGEST", "PLATFORM", "SIZE", "LAST USED"), "WORKSPACE"));
    for (ImageRecord image : images) {
      rows.add(row(owned, cells(image), SafeText.of(image.workspace().orElse("-"))));
    }
    return TextTable.lines(rows);
  }

  private static List<String> cells(ImageRecord image) {
    return List.of(
        SafeText.of(image.imageRef()),
        image.digest().algorithm() + ":" + image.digest().hex().substring(0, DIGITS),
        SafeText.of(image.platform().toString()),
        ByteCount.text(image.sizeBytes()),
        TIME.format(image.lastUsedAt()));
  }

  private static List<String> row(boolean owned, List<String> cells, String owner) {
    return owned ? Stream.concat(cells.stream(), Stream.of(owner)).toList() : cells;
  }
}
