package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Another reader to compare with. */
final class CommonsCompress {

  private CommonsCompress() {}

  /** Asserts that both readers find the same. */
  static void assertSame(byte[] archive) throws IOException {
    List<String> ours = Archive.read(archive).stream().map(CommonsCompress::describe).toList();
    assertThat(ours).isEqualTo(read(archive));
  }

  private static List<String> read(byte[] archive) throws IOException {
    List<String> found = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(archive), "ISO-8859-1")) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        if (e.getLinkFlag() == 'V') {
          continue; // a volume's label, to it a file
        }
        boolean file = e.isFile() && !e.isLink() && !e.isSymbolicLink();
        found.add(
            line(
                type(e),
                e.getName(),
                e.isLink() || e.isSymbolicLink() ? e.getLinkName() : "",
                e.getMode() & 07777,
                owner(e.getLongUserId(), e.getLongGroupId()),
                e.getLastModifiedTime().toInstant().toString(),
                file ? e.getRealSize() : 0,
                e.getDevMajor() + ":" + e.getDevMinor(),
                file ? new String(in.readAllBytes(), StandardCharsets.ISO_8859_1) : ""));
      }
    }
    return found;
  }

  private static TarEntry.Type type(TarArchiveEntry entry) {
    return entry.isDirectory()
        ? TarEntry.Type.DIRECTORY
        : entry.isLink()
            ? TarEntry.Type.HARD_LINK
            : entry.isSymbolicLink()
                ? TarEntry.Type.SYMLINK
                : entry.isFIFO()
                    ? TarEntry.Type.FIFO
                    : entry.isCharacterDevice()
                        ? TarEntry.Type.CHARACTER_DEVICE
                        : entry.isBlockDevice() ? TarEntry.Type.BLOCK_DEVICE : TarEntry.Type.FILE;
  }

  private static String describe(Archive.Item item) {
    TarEntry entry = item.entry();
    return line(
        entry.type(),
        entry.name(),
        entry.linkName(),
        entry.mode(),
        owner(entry.uid(), entry.gid()),
        entry.mtime().toString(),
        entry.size(),
        entry.deviceMajor() + ":" + entry.deviceMinor(),
        item.content());
  }

  /** It cuts base-256 owners to 32 bits, so that only those can be compared. */
  private static String owner(long uid, long gid) {
    return (int) uid + ":" + (int) gid;
  }

  private static String line(
      TarEntry.Type type,
      String name,
      String link,
      int mode,
      String owner,
      String time,
      long size,
      String device,
      String content) {
    return "%s %s -> %s %o %s %s %d %s %d"
        .formatted(type, name, link, mode, owner, time, size, device, content.hashCode());
  }
}
