package dev.microagent.store;

import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.jr.ob.JSON;

/**
 * The way {@code index.json} is written: two spaces of indent, one line a value, a newline at the
 * end. What programs print of the index looks the same.
 */
public final class IndexFormat {

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

  private IndexFormat() {}

  /** Writes an object of strings, numbers, booleans, lists and further maps. */
  public static String write(Map<String, Object> object) {
    return WRITER.asString(object) + "\n";
  }
}
