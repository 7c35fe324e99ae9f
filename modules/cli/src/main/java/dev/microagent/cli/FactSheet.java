package dev.microagent.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of JSON as a page for people: one fact a line, and what is inside another indented. */
final class FactSheet {

  private static final String INDENT = "  ";

  private FactSheet() {}

  /** The page's lines, safe to show. What is empty is left out. */
  static List<String> lines(Map<?, ?> object) {
    List<String> lines = new ArrayList<>();
    object.forEach((key, value) -> add(lines, "", String.valueOf(key), value));
    return lines;
  }

  private static void add(List<String> lines, String indent, String key, @Nullable Object value) {
    String label = indent + SafeText.of(key.replace('_', ' ')) + ":";
    switch (value) {
      case null -> {}
      case Map<?, ?> map when map.isEmpty() -> {}
      case Map<?, ?> map -> {
        lines.add(label);
        map.forEach((name, inner) -> add(lines, indent + INDENT, String.valueOf(name), inner));
      }
      case Collection<?> list when list.isEmpty() -> {}
      case Collection<?> list -> {
        lines.add(label);
        list.forEach(item -> addItem(lines, indent + INDENT, item));
      }
      case String text when text.isEmpty() -> {}
      case Number bytes when key.endsWith("_bytes") ->
          lines.add(
              "%s %s (%s)"
                  .formatted(
                      label.replaceFirst(" bytes:$", ":"),
                      ByteCount.text(bytes.longValue()),
                      bytes));
      default -> lines.add(label + " " + SafeText.of(String.valueOf(value)));
    }
  }

  /** An element of a list: after a dash, its further lines below its first. */
  private static void addItem(List<String> lines, String indent, @Nullable Object item) {
    if (item instanceof Map<?, ?> map) {
      String start = indent + "- ";
      for (String line : lines(map)) {
        lines.add(start + line);
        start = indent + INDENT;
      }
    } else {
      lines.add(indent + "- " + SafeText.of(String.valueOf(item)));
    }
  }
}
