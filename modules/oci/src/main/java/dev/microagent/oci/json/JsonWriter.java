package dev.microagent.oci.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.jr.ob.JSON;

/** Writes JSON as programs in Go do that keep it for people to read: a line a value, tabs. */
public final class JsonWriter {

  private static final DefaultIndenter LINES = new DefaultIndenter("\t", "\n");

  private static final JSON WRITER =
      JSON.builder()
          .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
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

  private JsonWriter() {}

  /** Writes an object of strings, numbers, booleans, nulls, lists and further maps. */
  public static String write(Map<String, ? extends @Nullable Object> object) {
    return WRITER.asString(object) + "\n";
  }
}
