package dev.microagent.tar;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of PAX extended headers (POSIX.1, "pax Extended Header") that are in force together:
 * those of the global ones so far, or those before one entry. Keys that no one here asks for are
 * checked for form and dropped; of those kept, a later record replaces an earlier one.
 */
final class PaxRecords {

  static final String PATH = "path";
  static final String LINK_PATH = "linkpath";
  static final String SIZE = "size";
  static final String UID = "uid";
  static final String GID = "gid";
  static final String MTIME = "mtime";
  static final String DEVICE_MAJOR = "SCHILY.devmajor";
  static final String DEVICE_MINOR = "SCHILY.devminor";

  private static final String SPARSE_PREFIX = "GNU.sparse.";
  private static final String SPARSE_OFFSET = "GNU.sparse.offset";
  private static final String SPARSE_LENGTH = "GNU.sparse.numbytes";

  /**
   * Bytes of keys and values kept at once. One extended header can't have more; this holds for many
   * in a row, too, since global headers add up.
   */
  static final int MAX_BYTES = 1 << 20;

  /** For which entries a set of records holds. */
  enum Scope {
    /** All that follow: type {@code g}. An empty value takes the record of that key away. */
    GLOBAL,
    /** The next one: types {@code x} and {@code X}. An empty value hides the global record. */
    LOCAL
  }

  private final Scope scope;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> xattrs = new HashMap<>();
  private final Map<String, String> shownXattrs = Collections.unmodifiableMap(xattrs);
  private final StringBuilder sparsePieces = new StringBuilder();
  private int sparseNumbers;
  private boolean sparse;
  private long bytes;

  PaxRecords(Scope scope) {
    this.scope = scope;
  }

  /** Forgets all records. */
  void clear() {
    if (bytes > 0) {
      values.clear();
      xattrs.clear();
      sparsePieces.setLength(0);
      sparseNumbers = 0;
      sparse = false;
      bytes = 0;
    }
  }

  /** A record's value, empty where the record is there to delete another; null if there is none. */
  @Nullable String get(String key) {
    // Most entries have none: worth not asking for each key.
    return bytes == 0 ? null : values.get(key);
  }

  /** Records of extended attributes by their whole key, prefix and all. */
  Map<String, String> xattrs() {
    return shownXattrs;
  }

  /** Whether any record says that the file is sparse. */
  boolean isSparse() {
    return sparse;
  }

  /** The pieces of GNU's sparse format 0.0, written as 0.1 does: offset, length, offset, .... */
  String sparsePieces() {
    return sparsePieces.toString();
  }

  /**
   * Adds the records of one extended header, each "length key=value\n". A value is any bytes at
   * all, a key anything without an equals sign or NUL.
   */
  void add(byte[] body, int length) throws MalformedException {
    int at = 0;
    while (at < length) {
      int start = at;
      long stated = 0;
      while (at < length && body[at] >= '0' && body[at] <= '9' && stated <= length) {
        stated = stated * 10 + body[at++] - '0';
      }
      if (at == start || at == length || body[at] != ' ' || stated > length - start) {
        throw new MalformedException("a PAX record has a bad length");
      }
      int end = start + (int) stated;
      if (end - 1 <= at || body[end - 1] != '\n') {
        throw new MalformedException("a PAX record does not end in a newline");
      }
      addRecord(body, at + 1, end - 1);
      at = end;
    }
  }

  private void addRecord(byte[] body, int from, int to) throws MalformedException {
    int equals = from;
    while (equals < to && body[equals] != '=') {
      equals++;
    }
    String key = new String(body, from, equals - from, StandardCharsets.ISO_8859_1);
    if (equals == to || key.isEmpty() || key.indexOf('\0') >= 0) {
      throw new MalformedException("a PAX record has no valid key");
    }
    String value = new String(body, equals + 1, to - equals - 1, StandardCharsets.ISO_8859_1);
    switch (key) {
      case PATH, LINK_PATH, SIZE, UID, GID, MTIME, DEVICE_MAJOR, DEVICE_MINOR ->
          put(values, key, value);
      default -> {
        if (Xattrs.isKey(key)) {
          put(xattrs, key, value);
        } else if (key.startsWith(SPARSE_PREFIX)) {
          addSparse(key, value);
        }
      }
    }
  }

  private void put(Map<String, String> into, String key, String value) throws MalformedException {
    boolean removes = scope == Scope.GLOBAL && value.isEmpty();
    String old = removes ? into.remove(key) : into.put(key, value);
    keep((removes ? 0 : cost(key, value)) - (old == null ? 0 : cost(key, old)));
  }

  private void addSparse(String key, String value) throws MalformedException {
    if (scope == Scope.GLOBAL) {
      throw new MalformedException("a global PAX header makes every file sparse");
    }
    sparse = true;
    if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_LENGTH)) {
      addSparseNumber(key, value);
    } else {
      put(values, key, value);
    }
  }

  private void addSparseNumber(String key, String value) throws MalformedException {
    boolean offsetIsNext = sparseNumbers % 2 == 0;
    if (offsetIsNext != key.equals(SPARSE_OFFSET)) {
      throw new MalformedException("its sparse map's offsets and lengths don't alternate");
    }
    if (sparseNumbers > 0) {
      sparsePieces.append(',');
    }
    sparsePieces.append(PaxValue.number(key, value));
    sparseNumbers++;
    keep(cost("", value));
  }

  /** One more than the text, so that no record counts as nothing. */
  private static int cost(String key, String value) {
    return key.length() + value.length() + 1;
  }

  private void keep(int more) throws MalformedException {
    bytes += more;
    if (bytes > MAX_BYTES) {
      throw new MalformedException("PAX records of more than " + MAX_BYTES + " bytes are in force");
    }
  }
}
