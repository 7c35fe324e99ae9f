package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.tar.Archive.Item;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixed headers in the dialects v7, ustar, GNU and star. */
class HeaderTest {

  @Test
  void v7() throws IOException {
    Item item = Archive.readOne(new TarBuilder().entry(TarHeader.v7('\0', "a/b"), "hello").end());
    TarEntry entry = item.entry();
    assertThat(entry.type()).isEqualTo(TarEntry.Type.FILE);
    assertThat(entry.name()).isEqualTo("a/b");
    assertThat(entry.linkName()).isEmpty();
    assertThat(entry.mode()).isEqualTo(0644);
    assertThat(entry.uid()).isEqualTo(1);
    assertThat(entry.gid()).isEqualTo(2);
    assertThat(entry.mtime()).isEqualTo(Instant.ofEpochSecond(1699945984));
    assertThat(entry.size()).isEqualTo(5);
    assertThat(entry.deviceMajor()).isZero();
    assertThat(entry.xattrs()).isEmpty();
    assertThat(entry.dataOffset()).isEqualTo(512);
    assertThat(item.content()).isEqualTo("hello");
  }

  @Test
  void v7HasNoPrefix() throws IOException {
    assertThat(name(TarHeader.v7('0', "n").at(345, "prefix"))).isEqualTo("n");
  }

  @Test
  void ustarPrefix() throws IOException {
    String prefix = "p".repeat(155);
    String name = "n".repeat(100);
    assertThat(name(TarHeader.ustar('0', name).at(345, prefix))).isEqualTo(prefix + "/" + name);
    assertThat(name(TarHeader.ustar('0', name).at(345, "p"))).isEqualTo("p/" + name);
    assertThat(name(TarHeader.ustar('0', name))).isEqualTo(name);
  }

  @Test
  void starPrefixIsShorter() throws IOException {
    String prefix = "p".repeat(131);
    TarHeader header =
        TarHeader.ustar('0', "n").at(345, prefix).at(476, "14524617000 14524617000 ");
    assertThat(name(header.at(508, "tar\0"))).isEqualTo(prefix + "/n");
  }

  @Test
  void gnuTimesAreNoPrefix() throws IOException {
    assertThat(name(TarHeader.gnu('0', "n").at(345, "14524617000\00014524617000\0")))
        .isEqualTo("n");
    assertThat(name(TarHeader.gnu('0', "n").at(345, "\u0080\0\0\0\0\0\0\0\0\0\0\1")))
        .isEqualTo("n");
  }

  @Test
  void gnuWithTheUstarPrefixThatOldGoWrote() throws IOException {
    assertThat(name(TarHeader.gnu('0', "n").at(345, "usr/share/doc"))).isEqualTo("usr/share/doc/n");
  }

  @Test
  void namesAreRawBytes() throws IOException {
    assertThat(name(TarHeader.ustar('0', "caf\u00e9\n\\x \u00ff")))
        .isEqualTo("caf\u00e9\n\\x \u00ff");
  }

  @ParameterizedTest
  @CsvSource({
    "1, HARD_LINK, target",
    "2, SYMLINK, target",
    "3, CHARACTER_DEVICE, ''",
    "4, BLOCK_DEVICE, ''",
    "5, DIRECTORY, ''",
    "6, FIFO, ''",
    "7, FILE, ''",
    "0, FILE, ''",
    "Z, FILE, ''",
    "A, FILE, ''",
    "9, FILE, ''",
  })
  void types(char type, TarEntry.Type expected, String link) throws IOException {
    TarHeader header = TarHeader.ustar(type, "n").link("target").device("0000403\0", "0000377\0");
    TarEntry entry = Archive.readOne(new TarBuilder().header(header).end()).entry();
    assertThat(entry.type()).isEqualTo(expected);
    assertThat(entry.linkName()).isEqualTo(link);
    boolean device =
        expected == TarEntry.Type.CHARACTER_DEVICE || expected == TarEntry.Type.BLOCK_DEVICE;
    assertThat(entry.deviceMajor()).isEqualTo(device ? 259 : 0);
    assertThat(entry.deviceMinor()).isEqualTo(device ? 255 : 0);
  }

  @Test
  void unknownAndContiguousTypesHaveContent() throws IOException {
    for (char type : new char[] {'7', 'Z', '8', '\u00ff'}) {
      Item item = Archive.readOne(new TarBuilder().entry(TarHeader.ustar(type, "n"), "data").end());
      assertThat(item.content()).isEqualTo("data");
    }
  }

  @Test
  void aFileWithATrailingSlashIsADirectory() throws IOException {
    for (char type : new char[] {'\0', '0', '7'}) {
      byte[] archive = new TarBuilder().header(TarHeader.v7(type, "d/")).file("f", "x").end();
      List<Item> items = Archive.read(archive);
      assertThat(items.getFirst().entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
      assertThat(items.getFirst().entry().name()).isEqualTo("d/");
      assertThat(items.getLast().content()).isEqualTo("x");
    }
  }

  @Test
  void gnuDumpDirectoryIsADirectoryWithoutContent() throws IOException {
    byte[] archive =
        new TarBuilder().entry(TarHeader.gnu('D', "d/"), "Ya\0Nb\0\0").file("f", "x").end();
    List<Item> items = Archive.read(archive);
    assertThat(items).hasSize(2);
    assertThat(items.getFirst().entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
    assertThat(items.getFirst().entry().size()).isZero();
    assertThat(items.getFirst().content()).isEmpty();
    assertThat(items.getLast().content()).isEqualTo("x");
  }

  @Test
  void gnuVolumeLabelIsNoEntry() throws IOException {
    byte[] archive = new TarBuilder().header(TarHeader.gnu('V', "label")).file("f", "x").end();
    assertThat(Archive.readOne(archive).entry().name()).isEqualTo("f");
  }

  @ParameterizedTest
  @ValueSource(chars = {'M', 'N'})
  void typesThatAreRefused(char type) {
    byte[] archive = new TarBuilder().entry(TarHeader.gnu(type, "n"), "x").end();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("header at byte 0, entry \"n\"");
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '5', '6'})
  void aSizeWithoutDataIsNoData(char type) throws IOException {
    byte[] archive =
        new TarBuilder().header(TarHeader.ustar(type, "n").size(1000)).file("f", "x").end();
    List<Item> items = Archive.read(archive);
    assertThat(items).hasSize(2);
    assertThat(items.getFirst().entry().size()).isZero();
    assertThat(items.getFirst().layout()).isEmpty();
    assertThat(items.getLast().content()).isEqualTo("x");
    byte[] alone = new TarBuilder().header(TarHeader.ustar(type, "n").size(1000)).bytes();
    assertThat(Archive.read(alone)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '5', '6'})
  void dataThatShouldNotBeAreSkipped(char type) throws IOException {
    byte[] archive =
        new TarBuilder()
            .entry(TarHeader.ustar(type, "n"), "x".repeat(1000))
            .file("f", "content")
            .end();
    List<Item> items = Archive.read(archive);
    assertThat(items).hasSize(2);
    assertThat(items.getFirst().entry().size()).isZero();
    assertThat(items.getFirst().layout()).isEmpty();
    assertThat(items.getLast().content()).isEqualTo("content");
  }

  @Test
  void modeKeepsThePermissionBitsOnly() throws IOException {
    assertThat(entry(TarHeader.v7('0', "n").mode("0104755\0")).mode()).isEqualTo(04755);
    assertThat(entry(TarHeader.v7('0', "n").mode("0007777\0")).mode()).isEqualTo(07777);
  }

  @Test
  void signedChecksum() throws IOException {
    assertThat(name(TarHeader.ustar('0', "\u00e9\u00ff\u0080").signedChecksum()))
        .isEqualTo("\u00e9\u00ff\u0080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000001\0", "\0\0\0\0\0\0\0\0", "garbage!", "9999999\0"})
  void wrongChecksum(String field) {
    TarHeader header = TarHeader.ustar('0', "n").checksum(field);
    assertThatThrownBy(() -> Archive.read(new TarBuilder().header(header).end()))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("checksum");
  }

  private static String name(TarHeader header) throws IOException {
    return entry(header).name();
  }

  private static TarEntry entry(TarHeader header) throws IOException {
    return Archive.readOne(new TarBuilder().header(header).end()).entry();
  }
}
