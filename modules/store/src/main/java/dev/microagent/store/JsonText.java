package dev.microagent.store;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.jr.ob.JSON;

/**
 * JSON in the files that are kept here. It is written with two spaces of indent, one line a value,
 * and a newline at the end; what programs print looks the same.
 */
public final class JsonText {

  private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

  private static final JSON WRITER =
      JSON.builder()
          .prettyPrinter(
              new DefaultPrettyPrinter()
                  .withSeparators(
                      Separators.createDefaultInstance()
                          .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                          .withObjectEmptySeparator("")
                          .withArrayEmptySeparator(""))
                  .withObjectIndenter(LINES)
                  .withArrayIndenter(LINES))
          .build();

  // Numbers of keys that this version doesn't know must come out as they went in.
  private static final JSON READER = JSON.std.with(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonText() {}

  /** Writes an object of strings, numbers, booleans, lists and further maps. */
  public static String write(Map<String, Object> object) {
    return WRITER.asString(object) + "\n";
  }

  /**
   * Reads an object and nothing else.
   *
   * @throws IllegalArgumentException if it isn't one; the message says why
   */
  static Map<String, Object> read(byte[] bytes) {
    try (JsonParser parser = READER.createParser(bytes)) {
      Map<String, Object> document = READER.mapFrom(parser);
      if (document == null) {
        throw new IllegalArgumentException("not a JSON object");
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the document's end");
      }
      return new LinkedHashMap<>(document);
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      String place =
          where == null || where.getLineNr() < 1
              ? ""
              : " (line %d, column %d)".formatted(where.getLineNr(), where.getColumnNr());
      throw new IllegalArgumentException("not a JSON object" + place, e);
    }
  }
}
