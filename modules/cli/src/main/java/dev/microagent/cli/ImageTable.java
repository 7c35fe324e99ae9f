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

  private static final String GAP = "   ";

  private ImageTable() {}

  /** A heading, and one line for each record; the columns are as wide as what is in them. */
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
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell);
      if (column < widths.length - 1) {
        line.repeat(' ', widths[column] - length(cell)).append(GAP);
      }
    }
    return line.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
