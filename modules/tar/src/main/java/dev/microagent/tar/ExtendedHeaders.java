package dev.microagent.tar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What headers before an entry's own say of it: PAX records, global and local, and GNU's long
 * names. Where they contradict each other, a GNU long name beats a PAX path, as in Go, by which
 * most image layers are written and read.
 */
final class ExtendedHeaders {

  /**
   * Bytes of one extended header or long name: Go's limit, far above what a path of 4,096 bytes and
   * attributes of 64 KiB come to.
   */
  static final int MAX_BODY_BYTES = 1 << 20;

  /** Bytes at first to read bodies into, enough for nearly all of them. */
  private static final int FIRST_BODY_BYTES = 4 << 10;

  private final PaxRecords global = new PaxRecords(PaxRecords.Scope.GLOBAL);
  private final PaxRecords local = new PaxRecords(PaxRecords.Scope.LOCAL);
  private @Nullable String longName;
  private @Nullable String longLinkName;
  private boolean pending;
  private byte[] body = new byte[FIRST_BODY_BYTES];

  /** Forgets what held for one entry only. */
  void startEntry() {
    local.clear();
    longName = null;
    longLinkName = null;
    pending = false;
  }

  /** Whether there is something that holds for the next entry only. */
  boolean isPending() {
    return pending;
  }

  void readGlobal(TarInput input, long size) throws IOException, MalformedException {
    readBody(input, size);
    global.add(body, (int) size);
  }

  /** Adds the records of one more header before the same entry, should there be several. */
  void readLocal(TarInput input, long size) throws IOException, MalformedException {
    pending = true;
    readBody(input, size);
    local.add(body, (int) size);
  }

  void readLongName(TarInput input, long size) throws IOException, MalformedException {
    longName = readText(input, size);
  }

  void readLongLinkName(TarInput input, long size) throws IOException, MalformedException {
    longLinkName = readText(input, size);
  }

  /** The records that hold for the next entry only. */
  PaxRecords local() {
    return local;
  }

  String nameOr(HeaderBlock header) throws MalformedException {
    String sparseName = PaxSparse.name(local);
    if (sparseName != null) {
      return sparseName;
    }
    return path(longName, PaxRecords.PATH, header.name());
  }

  String linkNameOr(HeaderBlock header) throws MalformedException {
    return path(longLinkName, PaxRecords.LINK_PATH, header.linkName());
  }

  long numberOr(String key, long fromHeader) throws MalformedException {
    String value = value(key);
    return value == null ? fromHeader : PaxValue.number(key, value);
  }

  Instant mtimeOr(HeaderBlock header) throws MalformedException {
    String value = value(PaxRecords.MTIME);
    return value == null
        ? PaxValue.instant(header.mtime(), 0)
        : PaxValue.time(PaxRecords.MTIME, value);
  }

  SortedMap<String, byte[]> xattrs() throws MalformedException {
    return Xattrs.of(global.xattrs(), local.xattrs());
  }

  /** The value in force, if any: of the local record, if there is one, and else of the global. */
  private @Nullable String value(String key) {
    String value = local.get(key);
    if (value == null) {
      value = global.get(key);
    }
    return value == null || value.isEmpty() ? null : value;
  }

  private String path(@Nullable String longText, String key, String fromHeader)
      throws MalformedException {
    if (longText != null && !longText.isEmpty()) {
      return longText;
    }
    String value = value(key);
    if (value == null) {
      return fromHeader;
    }
    if (value.indexOf('\0') >= 0) {
      throw new MalformedException("its PAX " + key + " has a NUL in it");
    }
    return value;
  }

  /** A long name: it ends at a NUL, which GNU tar writes, or where the data do. */
  private String readText(TarInput input, long size) throws IOException, MalformedException {
    pending = true;
    readBody(input, size);
    int end = 0;
    while (end < size && body[end] != 0) {
      end++;
    }
    return new String(body, 0, end, StandardCharsets.ISO_8859_1);
  }

  private void readBody(TarInput input, long size) throws IOException, MalformedException {
    if (size > MAX_BODY_BYTES) {
      throw new MalformedException(
          "an extended header of %d bytes is over the limit of %d".formatted(size, MAX_BODY_BYTES));
    }
    if (size > body.length) {
      body = Arrays.copyOf(body, (int) FileSize.padded(size));
    }
    input.read(body, (int) size);
    input.skip(FileSize.padded(size) - size);
  }
}
