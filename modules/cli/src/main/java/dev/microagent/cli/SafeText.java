package dev.microagent.cli;

/** Text from outside, made safe to show. */
final class SafeText {

  private SafeText() {}

  /**
   * Replaces what a terminal would obey rather than show, and what would make the text look like
   * another, by escapes: control characters, line breaks, marks of direction and half surrogates.
   */
  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE ->
                safe.append(
                    point < 0x100
                        ? "\\x%02x".formatted(point)
                        : point < 0x10000
                            ? "\\u%04x".formatted(point)
                            : "\\U%08x".formatted(point));
            default -> safe.appendCodePoint(point);
          }
        });
    return safe.toString();
  }
}
