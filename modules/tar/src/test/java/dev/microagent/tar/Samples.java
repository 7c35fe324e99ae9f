package dev.microagent.tar;

import dev.microagent.tar.SparseTest.Format;
import java.util.List;

/** Archives in which every dialect occurs, for tests that cut, compare or damage them. */
final class Samples {

  private Samples() {}

  /** A bit of everything. */
  static byte[] everything() {
    TarBuilder tar = new TarBuilder();
    tar.pax('g', "comment=global", "SCHILY.xattr.user.global=g");
    tar.header(TarHeader.v7('5', "old/"));
    tar.entry(TarHeader.v7('\0', "old/file"), "old\n");
    tar.entry(TarHeader.ustar('0', "name").at(345, "prefix"), "x".repeat(1300));
    tar.header(TarHeader.ustar('1', "hard").link("old/file"));
    tar.entry(TarHeader.ustar('2', "sym").link("old/file"), "undue data");
    tar.header(TarHeader.ustar('3', "null").device("0000001\0", "0000003\0"));
    tar.header(TarHeader.ustar('6', "fifo"));
    tar.pax("path=caf\u00e9", "mtime=-1.5", "uid=4294967294", "SCHILY.xattr.user.a=1\n2");
    tar.file("x", "y".repeat(512));
    tar.longLink("l".repeat(200)).longName("n".repeat(600)).header(TarHeader.gnu('2', "nnn"));
    List<SparseTest.Piece> pieces =
        List.of(
            SparseTest.piece(10, 5),
            SparseTest.piece(20, 600),
            SparseTest.piece(1000, 1),
            SparseTest.piece(1002, 1),
            SparseTest.piece(1004, 1),
            SparseTest.piece(2000, 0));
    for (Format format : Format.values()) {
      format.add(tar, "sparse-" + format, 2000, pieces);
    }
    tar.pax("LIBARCHIVE.xattr.user.b%25=aGVsbG8", "size=7");
    tar.header(TarHeader.gnu('0', "last").size("\u0080\0\0\0\0\0\0\0\0\0\0\u0009"));
    tar.data(TarBuilder.latin1("content"));
    return tar.end();
  }
}
