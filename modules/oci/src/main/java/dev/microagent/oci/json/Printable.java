package dev.microagent.oci.json;

/** Makes text that came from outside fit to be shown on one line of a terminal. */
public final class Printable {

  /** In characters: enough for two digests and an address, too few to flood a terminal. */
  public static final int MAX_LENGTH = 600;

  private Printable() {}

  /**
   * The text with control characters, among them those that change the direction of writing, shown
   * as question marks, cut at {@link #MAX_LENGTH}.
   */
  public static String of(String text) {
    boolean cut = text.length() > MAX_LENGTH;
    StringBuilder result = new StringBuilder(cut ? text.substring(0, MAX_LENGTH) : text);
    for (int i = 0; i < result.length(); i++) {
      switch (Character.getType(result.charAt(i))) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            result.setCharAt(i, '?');
        default -> {}
      }
    }
    return cut ? result.append('…').toString() : result.toString();
  }
}
