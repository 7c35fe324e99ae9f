package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.tar.Archive.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GNU tar's sparse formats. */
class SparseTest {

  /** A piece of a sparse file; its data are letters. */
  record Piece(long offset, long length) {}

  /** The formats, each a way to archive the same file. */
  enum Format {
    OLD,
    PAX_0_0,
    PAX_0_1,
    PAX_1_0;

    TarBuilder add(TarBuilder tar, String name, long realSize, List<Piece> pieces) {
      return add(tar, name, realSize, pieces, data(pieces));
    }

    TarBuilder add(TarBuilder tar, String name, long realSize, List<Piece> pieces, byte[] data) {
      return switch (this) {
        case OLD -> old(tar, name, realSize, pieces, data);
        case PAX_0_0 -> pax00(tar, name, realSize, pieces, data);
        case PAX_0_1 -> pax01(tar, name, realSize, pieces, data);
        case PAX_1_0 -> pax10(tar, name, realSize, pieces, data);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void piecesAndHoles(Format format) throws IOException {
    Item item = read(format, 5000, piece(1000, 600), piece(3000, 100));
    assertThat(item.entry().name()).isEqualTo("dir/sparse");
    assertThat(item.entry().size()).isEqualTo(5000);
    assertThat(item.layout()).isEqualTo("hole 1000, data 600, hole 1400, data 100, hole 1900");
    String data = new String(data(List.of(piece(0, 700))), StandardCharsets.US_ASCII);
    assertThat(item.content().substring(1000, 1600)).isEqualTo(data.substring(0, 600));
    assertThat(item.content().substring(3000, 3100)).isEqualTo(data.substring(600));
  }

  @ParameterizedTest
  @EnumSource
  void dataAtBothEnds(Format format) throws IOException {
    assertThat(read(format, 2000, piece(0, 5), piece(1997, 3)).layout())
        .isEqualTo("data 5, hole 1992, data 3");
  }

  @ParameterizedTest
  @EnumSource
  void holeAtTheEndAsGnuTarMarksIt(Format format) throws IOException {
    assertThat(read(format, 2000, piece(512, 512), piece(2000, 0)).layout())
        .isEqualTo("hole 512, data 512, hole 976");
  }

  @ParameterizedTest
  @EnumSource
  void allHole(Format format) throws IOException {
    assertThat(read(format, 70000, piece(70000, 0)).layout()).isEqualTo("hole 70000");
    assertThat(read(format, 70000).layout()).isEqualTo("hole 70000");
  }

  @ParameterizedTest
  @EnumSource
  void noHole(Format format) throws IOException {
    assertThat(read(format, 100, piece(0, 60), piece(60, 40)).layout()).isEqualTo("data 100");
    assertThat(read(format, 0).layout()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void manyPieces(Format format) throws IOException {
    // 4, 5, 25, 26: as many as the old header, and its extension blocks, have room for, and one
    // more.
    for (int count : new int[] {4, 5, 25, 26, 46, 47, 300}) {
      List<Piece> pieces = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        pieces.add(piece(10L * i + 5, 5));
      }
      Item item = read(format, 10L * count, pieces.toArray(Piece[]::new));
      assertThat(item.layout()).startsWith("hole 5, data 5, hole 5").endsWith("data 5");
      assertThat(item.layout().split(", ")).hasSize(2 * count);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatFollowsIsFound(Format format) throws IOException {
    byte[] archive =
        format
            .add(new TarBuilder(), "dir/sparse", 9000, List.of(piece(100, 700)))
            .file("after", "x")
            .end();
    TarReader reader = new TarReader(Archive.chunks(archive, 100));
    assertThat(reader.next()).isNotNull();
    TarEntry after = reader.next();
    assertThat(after).isNotNull();
    assertThat(after.name()).isEqualTo("after");
  }

  @ParameterizedTest
  @EnumSource
  void dataOffsetIsAfterTheMap(Format format) throws IOException {
    byte[] archive = format.add(new TarBuilder(), "dir/sparse", 900, List.of(piece(100, 7))).end();
    long offset = Archive.readOne(archive).entry().dataOffset();
    assertThat(new String(archive, (int) offset, 7, StandardCharsets.US_ASCII))
        .isEqualTo("abcdefg");
  }

  @ParameterizedTest
  @EnumSource
  void badMaps(Format format) {
    assertBad(format, "overlaps or goes backwards", 5000, piece(1000, 100), piece(1099, 1));
    assertBad(format, "overlaps or goes backwards", 5000, piece(1000, 100), piece(0, 10));
    assertBad(format, "exceeds the file's size", 5000, piece(4999, 2));
    assertBad(format, "exceeds the file's size", 5000, piece(5001, 0));
    assertBad(format, "exceeds the file's size", 5000, piece(0, 5001));
    assertBad(format, "exceeds the file's size", 5000, piece(FileSize.MAX, FileSize.MAX));
  }

  @ParameterizedTest
  @EnumSource
  void dataThatDoNotFitTheMap(Format format) {
    for (int size : new int[] {0, 99, 101, 1000}) {
      byte[] archive =
          format
              .add(new TarBuilder(), "dir/sparse", 5000, List.of(piece(1000, 100)), new byte[size])
              .end();
      assertThatThrownBy(() -> Archive.read(archive))
          .isInstanceOf(TarException.class)
          .hasMessageContaining("does not fit its data");
    }
  }

  @ParameterizedTest
  @EnumSource
  void impossibleRealSize(Format format) {
    assertBad(format, "is impossible", FileSize.MAX + 1);
  }

  @Test
  void base256InTheOldMap() throws IOException {
    TarHeader header =
        TarHeader.gnu('S', "big")
            .at(386, "\u0080\0\0\0\0\0\0\u0007\0\0\0\0" + "00000000005\0")
            .at(483, "\u0080\0\0\0\0\0\0\u0008\0\0\0\0");
    byte[] archive = new TarBuilder().entry(header, "hello").end();
    TarReader reader = new TarReader(Archive.chunks(archive, 512));
    TarEntry entry = reader.next();
    assertThat(entry).isNotNull();
    assertThat(entry.size()).isEqualTo(8L << 32);
    List<Long> holes = new ArrayList<>();
    reader.readContent(
        new ContentConsumer() {
          @Override
          public void data(ByteBuffer bytes) {
            holes.add(-(long) bytes.remaining());
          }

          @Override
          public void hole(long bytes) {
            holes.add(bytes);
          }
        });
    assertThat(holes).containsExactly(7L << 32, -5L, (1L << 32) - 5);
  }

  @Test
  void theOldFormatOfOthersIsRefused() {
    byte[] archive = new TarBuilder().entry(TarHeader.ustar('S', "x"), "hello").end();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("format other than GNU's");
  }

  @Test
  void explicitVersionsOfTheRecordFormats() throws IOException {
    for (String minor : List.of("0", "1")) {
      byte[] archive =
          new TarBuilder()
              .pax(
                  "GNU.sparse.major=0",
                  "GNU.sparse.minor=" + minor,
                  "GNU.sparse.realsize=10",
                  "GNU.sparse.map=5,3")
              .file("x", "abc")
              .end();
      assertThat(Archive.readOne(archive).layout()).isEqualTo("hole 5, data 3, hole 2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GNU.sparse.major=2;GNU.sparse.minor=0;GNU.sparse.realsize=3",
        "GNU.sparse.major=1;GNU.sparse.minor=1;GNU.sparse.realsize=3",
        "GNU.sparse.major=1;GNU.sparse.realsize=3",
        "GNU.sparse.major=1;GNU.sparse.minor=0",
        "GNU.sparse.name=x",
        "GNU.sparse.map=0,3",
        "GNU.sparse.size=3;GNU.sparse.map=0",
        "GNU.sparse.size=3;GNU.sparse.map=0,",
        "GNU.sparse.size=3;GNU.sparse.map=0,3,",
        "GNU.sparse.size=3;GNU.sparse.map=,0,3",
        "GNU.sparse.size=3;GNU.sparse.map=a,3",
        "GNU.sparse.size=3;GNU.sparse.map=-1,3",
        "GNU.sparse.size=3;GNU.sparse.map=0,-3",
        "GNU.sparse.size=3;GNU.sparse.map=0,3;GNU.sparse.numblocks=2",
        "GNU.sparse.size=3;GNU.sparse.map=0,3;GNU.sparse.numblocks=x",
        "GNU.sparse.size=-3;GNU.sparse.map=0,3",
        "GNU.sparse.size=x;GNU.sparse.map=0,3",
        "GNU.sparse.size=3;GNU.sparse.numbytes=3;GNU.sparse.offset=0",
        "GNU.sparse.size=3;GNU.sparse.offset=0;GNU.sparse.offset=0",
        "GNU.sparse.size=3;GNU.sparse.offset=0",
        "GNU.sparse.size=3;GNU.sparse.offset=0,3"
      })
  void badRecords(String records) {
    byte[] archive = new TarBuilder().pax(records.split(";")).file("x", "abc").end();
    assertThatThrownBy(() -> Archive.read(archive)).isInstanceOf(TarException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "1",
        "x\n",
        "1\n0\n",
        "1\n-1\n3\n",
        "1\n0\n\n",
        "1\n0\n99999999999999999999\n",
        "2\n0\n3\n"
      })
  void badMapsInTheData(String map) {
    byte[] archive =
        pax10Header(new TarBuilder(), "x", 100)
            .entry(TarHeader.ustar('0', "GNUSparseFile.0/x"), map + "\0".repeat(512 - map.length()))
            .end();
    assertThatThrownBy(() -> Archive.read(archive)).isInstanceOf(TarException.class);
  }

  @Test
  void aMapThatRunsPastItsData() {
    byte[] archive =
        pax10Header(new TarBuilder(), "x", 100)
            .entry(TarHeader.ustar('0', "GNUSparseFile.0/x"), "1\n0\n3\n")
            .end();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("longer than its data");
  }

  @Test
  void onlyRegularFilesAreSparse() {
    byte[] archive =
        new TarBuilder()
            .pax("GNU.sparse.size=3", "GNU.sparse.map=0,3")
            .header(TarHeader.ustar('5', "x"))
            .end();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("no regular file");
    byte[] global = new TarBuilder().pax('g', "GNU.sparse.size=3").file("x", "abc").end();
    assertThatThrownBy(() -> Archive.read(global))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("global");
  }

  static Piece piece(long offset, long length) {
    return new Piece(offset, length);
  }

  private static void assertBad(Format format, String message, long realSize, Piece... pieces) {
    byte[] archive =
        format.add(new TarBuilder(), "dir/sparse", realSize, List.of(pieces), new byte[0]).end();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining(message);
  }

  private static Item read(Format format, long realSize, Piece... pieces) throws IOException {
    return Archive.readOne(
        format.add(new TarBuilder(), "dir/sparse", realSize, List.of(pieces)).end());
  }

  private static byte[] data(List<Piece> pieces) {
    byte[] data = new byte[Math.toIntExact(pieces.stream().mapToLong(Piece::length).sum())];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) ('a' + i % 26);
    }
    return data;
  }

  private static TarBuilder old(
      TarBuilder tar, String name, long realSize, List<Piece> pieces, byte[] data) {
    TarHeader header =
        TarHeader.gnu('S', name)
            .at(386, oldMap(pieces, 0, 4))
            .at(482, pieces.size() > 4 ? "\1" : "\0")
            .at(483, oldNumber(realSize))
            .size(data.length);
    tar.header(header);
    for (int i = 4; i < pieces.size(); i += 21) {
      byte[] block = new byte[512];
      byte[] map = TarBuilder.latin1(oldMap(pieces, i, 21));
      System.arraycopy(map, 0, block, 0, map.length);
      block[504] = (byte) (i + 21 < pieces.size() ? 1 : 0);
      tar.raw(block);
    }
    return tar.data(data);
  }

  private static String oldMap(List<Piece> pieces, int from, int count) {
    StringBuilder map = new StringBuilder();
    for (Piece piece : pieces.subList(from, Math.min(pieces.size(), from + count))) {
      map.append(oldNumber(piece.offset())).append(oldNumber(piece.length()));
    }
    return map.toString();
  }

  private static String oldNumber(long value) {
    if (value < 1L << 33) {
      return "%011o\0".formatted(value);
    }
    StringBuilder base256 = new StringBuilder("\u0080\0\0\0");
    for (int shift = 56; shift >= 0; shift -= 8) {
      base256.append((char) ((value >> shift) & 0xff));
    }
    return base256.toString();
  }

  private static TarBuilder pax00(
      TarBuilder tar, String name, long realSize, List<Piece> pieces, byte[] data) {
    List<String> records = new ArrayList<>();
    records.add("GNU.sparse.size=" + realSize);
    records.add("GNU.sparse.numblocks=" + pieces.size());
    for (Piece piece : pieces) {
      records.add("GNU.sparse.offset=" + piece.offset());
      records.add("GNU.sparse.numbytes=" + piece.length());
    }
    return tar.pax(records.toArray(String[]::new)).entry(TarHeader.ustar('0', name), data);
  }

  private static TarBuilder pax01(
      TarBuilder tar, String name, long realSize, List<Piece> pieces, byte[] data) {
    List<String> map = new ArrayList<>();
    pieces.forEach(piece -> map.add(piece.offset() + "," + piece.length()));
    return tar.pax(
            "GNU.sparse.name=" + name,
            "GNU.sparse.size=" + realSize,
            "GNU.sparse.numblocks=" + pieces.size(),
            "GNU.sparse.map=" + String.join(",", map))
        .entry(TarHeader.ustar('0', "GNUSparseFile.0/x"), data);
  }

  private static TarBuilder pax10(
      TarBuilder tar, String name, long realSize, List<Piece> pieces, byte[] data) {
    StringBuilder map = new StringBuilder().append(pieces.size()).append('\n');
    pieces.forEach(p -> map.append(p.offset()).append('\n').append(p.length()).append('\n'));
    byte[] padded = new TarBuilder().data(TarBuilder.latin1(map.toString())).raw(data).bytes();
    return pax10Header(tar, name, realSize)
        .entry(TarHeader.ustar('0', "GNUSparseFile.0/x"), padded);
  }

  private static TarBuilder pax10Header(TarBuilder tar, String name, long realSize) {
    return tar.pax(
        "GNU.sparse.major=1",
        "GNU.sparse.minor=0",
        "GNU.sparse.name=" + name,
        "GNU.sparse.realsize=" + realSize);
  }
}
