package dev.microagent.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Extended attributes in PAX records. star's {@code SCHILY.xattr.NAME=VALUE} is what image builders
 * write: name and value are raw bytes. libarchive writes {@code LIBARCHIVE.xattr.NAME=VALUE}, too:
 * the name URL-encoded, the value in base64. Of a name that stands in both, the first is taken.
 */
final class Xattrs {

  /**
   * Attributes of one entry. ext4 holds at most some 250 in an inode and its attribute block; this
   * leaves room for other file systems, and bounds what one header can make us sort.
   */
  static final int MAX_COUNT = 1024;

  private static final String SCHILY = "SCHILY.xattr.";
  private static final String LIBARCHIVE = "LIBARCHIVE.xattr.";

  private Xattrs() {}

  /** Whether a PAX record with this key is an extended attribute. */
  static boolean isKey(String key) {
    return key.startsWith(SCHILY) || key.startsWith(LIBARCHIVE);
  }

  /**
   * The attributes of an entry by name.
   *
   * <p>POSIX lets an empty value delete a record. Taken to the letter no attribute could be empty;
   * so one deletes what a global header set, and is an empty attribute where there is no such.
   */
  static SortedMap<String, byte[]> of(Map<String, String> global, Map<String, String> local)
      throws MalformedException {
    if (global.isEmpty() && local.isEmpty()) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, byte[]> schily = new TreeMap<>();
    SortedMap<String, byte[]> all = new TreeMap<>();
    for (var record : global.entrySet()) {
      if (!local.containsKey(record.getKey())) {
        add(record.getKey(), record.getValue(), schily, all);
      }
    }
    for (var record : local.entrySet()) {
      boolean deletes = record.getValue().isEmpty() && global.containsKey(record.getKey());
      if (!deletes) {
        add(record.getKey(), record.getValue(), schily, all);
      }
    }
    all.putAll(schily);
    if (all.size() > MAX_COUNT) {
      throw new MalformedException("it has more than " + MAX_COUNT + " extended attributes");
    }
    return Collections.unmodifiableSortedMap(all);
  }

  private static void add(
      String key, String value, Map<String, byte[]> schily, Map<String, byte[]> libarchive)
      throws MalformedException {
    if (key.startsWith(SCHILY)) {
      schily.put(name(key.substring(SCHILY.length())), value.getBytes(StandardCharsets.ISO_8859_1));
    } else {
      libarchive.put(name(urlDecode(key.substring(LIBARCHIVE.length()))), base64Decode(value));
    }
  }

  private static String name(String name) throws MalformedException {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new MalformedException("an extended attribute has no valid name");
    }
    return name;
  }

  private static String urlDecode(String text) throws MalformedException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        out.write(c);
        continue;
      }
      try {
        out.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new MalformedException("an extended attribute's name is not URL-encoded", e);
      }
      i += 2;
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Base64 with or without the padding, which libarchive leaves out. */
  private static byte[] base64Decode(String text) throws MalformedException {
    try {
      return Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("an extended attribute's value is not base64", e);
    }
  }
}
