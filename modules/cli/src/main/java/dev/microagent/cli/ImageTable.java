package dev.microagent.cli;

import dev.microagent.store.ImageRecord;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The records as a table for people. */
final class ImageTable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Hexadecimal digits of a digest that are enough to tell images apart, and to name one. */
  private static final int DIGITS = 12;

  private ImageTable() {}

  /** A heading, and one line for each record. */
  static List<String> lines(List<ImageRecord> images) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("IMAGE", "DIGEST", "PLATFORM", "SIZE", "LAST USED"));
    for (ImageRecord image : images) {
      rows.add(
          List.of(
              SafeText.of(image.imageRef()),
              image.digest().algorithm() + ":" + image.digest().hex().substring(0, DIGITS),
              SafeText.of(image.platform().toString()),
              ByteCount.text(image.sizeBytes()),
              TIME.format(image.lastUsedAt())));
    }
    return TextTable.lines(rows);
  }
}
