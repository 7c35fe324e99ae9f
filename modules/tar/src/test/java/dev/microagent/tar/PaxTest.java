package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.tar.Archive.Item;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PAX extended headers and GNU long names. */
class PaxTest {

  @Test
  void recordsBeatTheHeader() throws IOException {
    TarEntry entry =
        one(
            TarHeader.ustar('2', "short").link("target"),
            "path=long/name",
            "linkpath=long/target",
            "uid=4294967294",
            "gid=2097152",
            "uname=root",
            "gname=wheel",
            "mtime=-0.5",
            "atime=1.0",
            "comment=any=thing\nat all");
    assertThat(entry.type()).isEqualTo(TarEntry.Type.SYMLINK);
    assertThat(entry.name()).isEqualTo("long/name");
    assertThat(entry.linkName()).isEqualTo("long/target");
    assertThat(entry.uid()).isEqualTo(4294967294L);
    assertThat(entry.gid()).isEqualTo(2097152);
    assertThat(entry.mtime()).isEqualTo(Instant.ofEpochSecond(-1, 500_000_000));
    assertThat(entry.mode()).isEqualTo(0644);
  }

  @Test
  void recordsHoldForOneEntryOnly() throws IOException {
    byte[] archive = new TarBuilder().pax("path=a", "uid=7").file("x", "").file("y", "").end();
    List<Item> items = Archive.read(archive);
    assertThat(items).extracting(i -> i.entry().name()).containsExactly("a", "y");
    assertThat(items).extracting(i -> i.entry().uid()).containsExactly(7L, 1L);
  }

  @Test
  void solarisHeaders() throws IOException {
    byte[] archive = new TarBuilder().pax('X', "path=a").file("x", "").end();
    assertThat(Archive.readOne(archive).entry().name()).isEqualTo("a");
  }

  @Test
  void pathsAreRawBytes() throws IOException {
    TarEntry entry = one(TarHeader.ustar('0', "x"), "hdrcharset=BINARY", "path=caf\u00e9=\n\u00ff");
    assertThat(entry.name()).isEqualTo("caf\u00e9=\n\u00ff");
  }

  @Test
  void sizeRulesTheFraming() throws IOException {
    byte[] archive =
        new TarBuilder()
            .pax("size=600")
            .header(TarHeader.ustar('0', "x").size(0))
            .data(hidden().bytes())
            .file("after", "x")
            .end();
    // 600 bytes take up two blocks: a header that POSIX would have us skip, and its content.
    List<Item> items = Archive.read(archive);
    assertThat(items).extracting(i -> i.entry().name()).containsExactly("x", "after");
    assertThat(items.getFirst().entry().size()).isEqualTo(600);
    assertThat(items.getFirst().content()).hasSize(600).startsWith("hidden");
  }

  @Test
  void sizeOfZeroRulesTheFramingToo() throws IOException {
    byte[] archive =
        new TarBuilder()
            .pax("size=0")
            .header(TarHeader.ustar('0', "x").size(1024))
            .raw(hidden().bytes())
            .end();
    assertThat(Archive.read(archive))
        .extracting(i -> i.entry().name())
        .containsExactly("x", "hidden");
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '5'})
  void sizeOfALinkOrDirectory(char type) throws IOException {
    byte[] withData =
        new TarBuilder()
            .pax("size=1000")
            .header(TarHeader.ustar(type, "x"))
            .data(new byte[1000])
            .file("after", "x")
            .end();
    withData[1536] = 'd';
    assertThat(Archive.read(withData))
        .extracting(i -> i.entry().name())
        .containsExactly("x", "after");
    byte[] without =
        new TarBuilder()
            .pax("size=1000")
            .header(TarHeader.ustar(type, "x"))
            .file("after", "x")
            .end();
    assertThat(Archive.read(without))
        .extracting(i -> i.entry().name())
        .containsExactly("x", "after");
  }

  @Test
  void sizeDoesNotHoldForHeadersBetween() throws IOException {
    byte[] archive =
        new TarBuilder()
            .pax("size=3")
            .longName("long")
            .pax("mtime=5")
            .header(TarHeader.ustar('0', "x").size(0))
            .data(TarBuilder.latin1("abc"))
            .file("after", "")
            .end();
    List<Item> items = Archive.read(archive);
    assertThat(items).extracting(i -> i.entry().name()).containsExactly("long", "after");
    assertThat(items.getFirst().content()).isEqualTo("abc");
    assertThat(items.getFirst().entry().mtime()).isEqualTo(Instant.ofEpochSecond(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "9223372036854775807", "1152921504606846977", "1.5"})
  void badSizes(String size) {
    assertThatThrownBy(() -> one(TarHeader.ustar('0', "x"), "size=" + size))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("size");
  }

  @Test
  void globalRecords() throws IOException {
    byte[] archive =
        new TarBuilder()
            .pax('g', "uid=7", "gid=8", "mtime=1")
            .file("a", "")
            .pax("uid=9")
            .file("b", "")
            .pax("uid=")
            .file("c", "")
            .pax('g', "gid=", "mtime=2")
            .file("d", "")
            .end();
    List<Item> items = Archive.read(archive);
    assertThat(items).extracting(i -> i.entry().uid()).containsExactly(7L, 9L, 1L, 7L);
    assertThat(items).extracting(i -> i.entry().gid()).containsExactly(8L, 8L, 8L, 2L);
    assertThat(items)
        .extracting(i -> i.entry().mtime().getEpochSecond())
        .containsExactly(1L, 1L, 1L, 2L);
  }

  @Test
  void globalHeaderBetweenALocalOneAndItsEntry() throws IOException {
    byte[] archive = new TarBuilder().pax("uid=5").pax('g', "gid=6").file("a", "").end();
    TarEntry entry = Archive.readOne(archive).entry();
    assertThat(entry.uid()).isEqualTo(5);
    assertThat(entry.gid()).isEqualTo(6);
  }

  @Test
  void anEmptyValueLeavesTheHeader() throws IOException {
    TarEntry entry = one(TarHeader.ustar('0', "x"), "path=", "mtime=", "uid=", "size=");
    assertThat(entry.name()).isEqualTo("x");
    assertThat(entry.uid()).isEqualTo(1);
    assertThat(entry.mtime()).isEqualTo(Instant.ofEpochSecond(1699945984));
  }

  @Test
  void theLastOfTwoRecordsCounts() throws IOException {
    assertThat(one(TarHeader.ustar('0', "x"), "path=a", "path=b").name()).isEqualTo("b");
    byte[] archive = new TarBuilder().pax("path=a", "uid=5").pax("path=b").file("x", "").end();
    TarEntry entry = Archive.readOne(archive).entry();
    assertThat(entry.name()).isEqualTo("b");
    assertThat(entry.uid()).isEqualTo(5);
  }

  @Test
  void deviceNumbers() throws IOException {
    TarEntry entry =
        one(TarHeader.ustar('4', "x"), "SCHILY.devmajor=259", "SCHILY.devminor=1048575");
    assertThat(entry.deviceMajor()).isEqualTo(259);
    assertThat(entry.deviceMinor()).isEqualTo(1048575);
  }

  @Test
  void anOldDirectoryByItsPaxPath() throws IOException {
    assertThat(one(TarHeader.ustar('0', "x"), "path=d/").type()).isEqualTo(TarEntry.Type.DIRECTORY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "5",
        " path=x\n",
        "10path=xxx\n",
        "010 path=x", // no newline
        "9 path=x\nx", // one short: ends in the x
        "11 path=x\n", // one long
        "99999999999999999999 path=x\n",
        "-9 path=x\n",
        "+9 path=x\n",
        "6 path\n",
        "5 =x\n",
        "4 =\n",
        "2 \n",
        "1 \n",
        "0 \n",
        "8 a\0b=c\n",
        "9 path=x\n\0\0",
        "9 path=x\n\n",
        "10 path=a\0\n",
        "14 linkpath=\0\n",
        "8 uid=x\n",
        "9 uid=1 \n"
      })
  void badRecords(String body) {
    byte[] archive = new TarBuilder().badPax(body).entry(TarHeader.ustar('2', "x"), "").end();
    assertThatThrownBy(() -> Archive.read(archive)).isInstanceOf(TarException.class);
  }

  @Test
  void aHeaderWithoutItsEntry() {
    for (TarBuilder builder :
        List.of(
            new TarBuilder().pax("uid=1"),
            new TarBuilder().longName("x"),
            new TarBuilder().longLink("x"))) {
      byte[] archive = builder.bytes();
      assertThatThrownBy(() -> Archive.read(archive))
          .isInstanceOf(TarException.class)
          .hasMessageContaining("has no entry after it");
      byte[] ended = builder.end();
      assertThatThrownBy(() -> Archive.read(ended))
          .isInstanceOf(TarException.class)
          .hasMessageContaining("has no entry after it");
    }
  }

  @Test
  void aGlobalHeaderAloneIsAnEmptyArchive() throws IOException {
    assertThat(Archive.read(new TarBuilder().pax('g', "comment=x").end())).isEmpty();
  }

  @Test
  void gnuLongNames() throws IOException {
    String name = "n".repeat(3000);
    String link = "l".repeat(2000);
    byte[] archive =
        new TarBuilder()
            .longLink(link)
            .longName(name)
            .header(TarHeader.gnu('2', name).link(link.substring(0, 100)))
            .header(TarHeader.gnu('2', "after").link("t"))
            .end();
    List<Item> items = Archive.read(archive);
    assertThat(items).extracting(i -> i.entry().name()).containsExactly(name, "after");
    assertThat(items).extracting(i -> i.entry().linkName()).containsExactly(link, "t");
  }

  @Test
  void gnuLongNameWithoutNul() throws IOException {
    byte[] archive =
        new TarBuilder()
            .entry(TarHeader.gnu('L', "././@LongLink"), "n".repeat(512))
            .file("x", "")
            .end();
    assertThat(Archive.readOne(archive).entry().name()).isEqualTo("n".repeat(512));
  }

  @Test
  void gnuLongNameBesidePax() throws IOException {
    byte[] before =
        new TarBuilder().pax("mtime=1.5", "path=pax").longName("gnu").file("x", "").end();
    byte[] after =
        new TarBuilder().longName("gnu").pax("mtime=1.5", "path=pax").file("x", "").end();
    for (byte[] archive : List.of(before, after)) {
      TarEntry entry = Archive.readOne(archive).entry();
      assertThat(entry.name()).isEqualTo("gnu");
      assertThat(entry.mtime()).isEqualTo(Instant.ofEpochSecond(1, 500_000_000));
    }
  }

  private static TarBuilder hidden() {
    return new TarBuilder().file("hidden", "y".repeat(88));
  }

  private static TarEntry one(TarHeader header, String... records) throws IOException {
    return Archive.readOne(new TarBuilder().pax(records).header(header).end()).entry();
  }
}
