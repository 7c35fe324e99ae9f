package dev.microagent.tar;

import java.io.IOException;

/** An archive that is damaged, ends early, or holds what this reader refuses. */
public final class TarException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Characters of a name that a message quotes: most names whole, and the line stays readable. */
  private static final int MAX_QUOTED_CHARS = 200;

  private final long headerOffset;

  TarException(long headerOffset, String entryName, MalformedException cause) {
    super(message(headerOffset, entryName, cause), cause);
    this.headerOffset = headerOffset;
  }

  /** Where in the archive the header starts at which, or after which, it went wrong, in bytes. */
  public long headerOffset() {
    return headerOffset;
  }

  private static String message(long headerOffset, String entryName, MalformedException cause) {
    String entry = entryName.isEmpty() ? "" : ", entry \"" + escape(entryName) + "\"";
    return "bad tar archive: %s (header at byte %d%s)"
        .formatted(cause.getMessage(), headerOffset, entry);
  }

  /** Printable ASCII as it is, every other byte as {@code \xNN}: nothing that a terminal obeys. */
  static String escape(String bytes) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      if (i == MAX_QUOTED_CHARS) {
        return out.append("...").toString();
      }
      char c = bytes.charAt(i);
      if (c == '\\' || c == '"') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\x%02x".formatted((int) c));
      }
    }
    return out.toString();
  }
}
