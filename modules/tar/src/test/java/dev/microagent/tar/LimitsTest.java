package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.tar.SparseTest.Format;
import dev.microagent.tar.SparseTest.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit, at it and one over it. */
class LimitsTest {

  @Test
  void extendedHeader() throws IOException {
    int limit = ExtendedHeaders.MAX_BODY_BYTES;
    byte[] atLimit = new TarBuilder().badPax(recordOf(limit)).file("x", "").end();
    assertThat(Archive.readOne(atLimit).entry().xattrs().get("user.a"))
        .hasSize(limit - "1048576 SCHILY.xattr.user.a=\n".length());
    assertRefused(
        new TarBuilder().badPax(recordOf(limit + 1)).file("x", "").end(), "over the limit of");
  }

  @ParameterizedTest
  @ValueSource(chars = {'L', 'K'})
  void longName(char type) throws IOException {
    int limit = ExtendedHeaders.MAX_BODY_BYTES;
    TarHeader header = TarHeader.ustar('2', "x");
    byte[] atLimit =
        new TarBuilder().entry(TarHeader.gnu(type, "long"), "n".repeat(limit)).header(header).end();
    TarEntry entry = Archive.readOne(atLimit).entry();
    assertThat(type == 'L' ? entry.name() : entry.linkName()).hasSize(limit);
    byte[] over =
        new TarBuilder()
            .entry(TarHeader.gnu(type, "long"), "n".repeat(limit + 1))
            .header(header)
            .end();
    assertRefused(over, "over the limit of");
  }

  @Test
  void anOversizedHeaderIsRefusedBeforeItIsRead() {
    byte[] archive = new TarBuilder().header(TarHeader.ustar('x', "x").size(1L << 33)).bytes();
    assertRefused(archive, "over the limit of");
  }

  @ParameterizedTest
  @ValueSource(chars = {'g', 'x'})
  void recordsOfManyHeaders(char type) throws IOException {
    // Each record counts its key, its value, and one.
    String key = "SCHILY.xattr.user.a";
    int rest = PaxRecords.MAX_BYTES - (key.length() + 600_000 + 1) - (key.length() + 1);
    for (int over = 0; over <= 1; over++) {
      byte[] archive =
          new TarBuilder()
              .pax(type, key + "=" + "v".repeat(600_000))
              .pax(type, key.replace("user.a", "user.b") + "=" + "v".repeat(rest + over))
              .file("x", "")
              .end();
      if (over == 0) {
        assertThat(Archive.readOne(archive).entry().xattrs()).hasSize(2);
      } else {
        assertRefused(archive, "are in force");
      }
    }
  }

  @Test
  void replacedAndDeletedGlobalRecordsCountNoMore() throws IOException {
    TarBuilder tar = new TarBuilder();
    for (int i = 0; i < 4; i++) {
      tar.pax('g', "SCHILY.xattr.user.a=" + "v".repeat(600_000));
      tar.pax('g', "SCHILY.xattr.user.a=");
      tar.pax('g', "SCHILY.xattr.user.b=" + "v".repeat(300_000 + i));
    }
    assertThat(Archive.readOne(tar.file("x", "").end()).entry().xattrs()).hasSize(1);
  }

  @Test
  void xattrs() throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < Xattrs.MAX_COUNT; i++) {
      records.add("SCHILY.xattr.user." + i + "=v");
    }
    byte[] atLimit = new TarBuilder().pax(records.toArray(String[]::new)).file("x", "").end();
    assertThat(Archive.readOne(atLimit).entry().xattrs()).hasSize(Xattrs.MAX_COUNT);
    records.add("LIBARCHIVE.xattr.user.one-more=");
    byte[] over = new TarBuilder().pax(records.toArray(String[]::new)).file("x", "").end();
    assertRefused(over, "more than 1024 extended attributes");
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      names = {"OLD", "PAX_1_0"})
  void sparsePieces(Format format) throws IOException {
    Piece[] pieces = new Piece[SparseMap.MAX_PIECES + 1];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = SparseTest.piece(2L * i, 1);
    }
    List<Piece> atLimit = Arrays.asList(pieces).subList(0, SparseMap.MAX_PIECES);
    long size = 2L * pieces.length;
    TarReader reader =
        new TarReader(
            Archive.chunks(format.add(new TarBuilder(), "x", size, atLimit).end(), 1 << 16));
    TarEntry entry = reader.next();
    assertThat(entry).isNotNull();
    assertThat(entry.size()).isEqualTo(size);
    assertRefused(
        format.add(new TarBuilder(), "x", size, Arrays.asList(pieces)).end(), "more than 131072");
  }

  @Test
  void aSparseMapThatClaimsManyPieces() {
    byte[] archive =
        new TarBuilder()
            .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=1000")
            .entry(TarHeader.ustar('0', "x"), "999999999999999\n" + "0\n0\n".repeat(1 << 18))
            .end();
    assertRefused(archive, "more than 131072");
  }

  /** One record of that length in all. */
  private static String recordOf(int length) {
    String start = length + " SCHILY.xattr.user.a=";
    return start + "v".repeat(length - start.length() - 1) + "\n";
  }

  private static void assertRefused(byte[] archive, String message) {
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining(message);
  }
}
