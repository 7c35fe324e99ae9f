package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that commons-compress writes. */
class CommonsCompressTest {

  /** It writes no finer times. */
  private static final int HUNDREDS_OF_NANOS = 123_456_700;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyType(boolean posix) throws IOException {
    byte[] archive = write(posix);
    CommonsCompress.assertSame(archive);
    List<Archive.Item> items = Archive.read(archive);
    assertThat(items)
        .extracting(item -> item.entry().type())
        .containsExactly(
            TarEntry.Type.FILE,
            TarEntry.Type.DIRECTORY,
            TarEntry.Type.SYMLINK,
            TarEntry.Type.HARD_LINK,
            TarEntry.Type.CHARACTER_DEVICE,
            TarEntry.Type.BLOCK_DEVICE,
            TarEntry.Type.FIFO);
    TarEntry file = items.getFirst().entry();
    assertThat(file.name()).isEqualTo("n".repeat(300) + "/file");
    assertThat(file.uid()).isEqualTo(3_000_000_000L);
    assertThat(file.mtime())
        .isEqualTo(Instant.ofEpochSecond(1_700_000_000, posix ? HUNDREDS_OF_NANOS : 0));
    assertThat(items.getFirst().content()).isEqualTo("content");
  }

  private static byte[] write(boolean posix) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "ISO-8859-1")) {
      out.setLongFileMode(
          posix ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
      out.setBigNumberMode(
          posix ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR);
      byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
      TarArchiveEntry file = new TarArchiveEntry("n".repeat(300) + "/file");
      file.setSize(content.length);
      file.setUserId(3_000_000_000L);
      file.setMode(04711);
      Instant time = Instant.ofEpochSecond(1_700_000_000, posix ? HUNDREDS_OF_NANOS : 0);
      file.setLastModifiedTime(FileTime.from(time));
      out.putArchiveEntry(file);
      out.write(content);
      out.closeArchiveEntry();
      put(out, new TarArchiveEntry("directory/"));
      TarArchiveEntry symlink = new TarArchiveEntry("symlink", TarConstants.LF_SYMLINK);
      symlink.setLinkName("t".repeat(200));
      put(out, symlink);
      TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_LINK);
      link.setLinkName("n".repeat(300) + "/file");
      put(out, link);
      for (byte type : new byte[] {TarConstants.LF_CHR, TarConstants.LF_BLK}) {
        TarArchiveEntry device = new TarArchiveEntry("device-" + type, type);
        device.setDevMajor(259);
        device.setDevMinor(70_000);
        put(out, device);
      }
      put(out, new TarArchiveEntry("fifo", TarConstants.LF_FIFO));
    }
    return bytes.toByteArray();
  }

  private static void put(TarArchiveOutputStream out, TarArchiveEntry entry) throws IOException {
    entry.setLastModifiedTime(FileTime.from(Instant.ofEpochSecond(1_600_000_000)));
    out.putArchiveEntry(entry);
    out.closeArchiveEntry();
  }
}
