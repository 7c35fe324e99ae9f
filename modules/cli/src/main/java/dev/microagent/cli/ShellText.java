package dev.microagent.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Commands as any POSIX shell takes them. What is made here is safe to show as it is. */
final class ShellText {

  private ShellText() {}

  /** The words of a command. None may end with a line break, which would be lost. */
  static String of(List<String> command) {
    return command.stream().map(ShellText::word).collect(Collectors.joining(" "));
  }

  private static String word(String word) {
    if (word.matches("[A-Za-z0-9_@%+=:,./-]+")) {
      return word;
    }
    return isSafe(word)
        ? "'" + word.replace("'", "'\\''") + "'"
        // Between quotes, escapes would stand for themselves.
        : "\"$(printf '" + format(word) + "')\"";
  }

  private static String format(String word) {
    StringBuilder format = new StringBuilder();
    word.codePoints()
        .mapToObj(Character::toString)
        .forEach(character -> {
          switch (character) {
            case "%" -> format.append("%%");
            case "\\" -> format.append("\\\\");
            default ->
                format.append(
                    isSafe(character) && !character.equals("'") ? character : octal(character));
          }
        });
    return format.toString();
  }

  private static String octal(String character) {
    StringBuilder octal = new StringBuilder();
    for (byte part : character.getBytes(StandardCharsets.UTF_8)) {
      octal.append("\\%03o".formatted(Byte.toUnsignedInt(part)));
    }
    return octal.toString();
  }

  private static boolean isSafe(String text) {
    return SafeText.of(text).equals(text);
  }
}
