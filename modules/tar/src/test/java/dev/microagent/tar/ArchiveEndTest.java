package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where archives end, and where they must not. */
class ArchiveEndTest {

  @Test
  void noBytesAreAnEmptyArchive() throws IOException {
    TarReader reader = new TarReader(Archive.chunks(new byte[0], 1));
    assertThat(reader.next()).isNull();
    assertThat(reader.next()).isNull();
  }

  @Test
  void noneOneOrTwoBlocksOfZeros() throws IOException {
    TarBuilder tar = new TarBuilder().file("f", "x");
    for (int blocks = 0; blocks < 4; blocks++) {
      assertThat(Archive.read(tar.bytes())).hasSize(1);
      tar.zeroBlock();
    }
  }

  @Test
  void whatFollowsTheEndIsNotRead() throws IOException {
    byte[] archive = new TarBuilder().raw(new TarBuilder().file("f", "x").end()).bytes();
    byte[] more = new TarBuilder().raw(archive).file("after", "x").raw(new byte[7]).bytes();
    List<Integer> asked = new ArrayList<>();
    ByteSource inner = Archive.chunks(more, 512);
    ByteSource source =
        () -> {
          asked.add(asked.size());
          return inner.next();
        };
    assertThat(Archive.read(source)).hasSize(1);
    assertThat(asked).hasSize(archive.length / 512);
  }

  @Test
  void aSingleBlockOfZerosInside() {
    byte[] archive = new TarBuilder().file("f", "x").zeroBlock().file("g", "x").end();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("single block of zeros")
        .hasMessageContaining("header at byte 1024");
  }

  @Test
  void garbageInsteadOfAnArchive() {
    byte[] garbage = new byte[2000];
    Arrays.fill(garbage, (byte) 'x');
    assertThatThrownBy(() -> Archive.read(garbage))
        .isInstanceOf(TarException.class)
        .hasMessageContaining("checksum is wrong (header at byte 0)");
  }

  /** Every length: a clean end just where an entry begins, an exception anywhere else. */
  @Test
  void truncationAtEveryByte() throws IOException {
    byte[] archive = Samples.everything();
    List<String> whole = Archive.describe(archive, archive.length);
    List<Integer> ends = new ArrayList<>();
    for (int length = 0; length < archive.length; length++) {
      byte[] part = Arrays.copyOf(archive, length);
      try {
        List<String> items = Archive.describe(part, 4096);
        assertThat(items).isEqualTo(whole.subList(0, items.size()));
        ends.add(length);
      } catch (TarException e) {
        assertThat(e).hasMessageMatching(".*(ends early|has no entry after it|is wrong).*");
      }
    }
    assertThat(ends).allMatch(length -> length % 512 == 0);
    // At 0, after the global header, after each entry, and after one block of zeros; the undue data
    // of one entry end it twice.
    assertThat(ends).hasSize(1 + 1 + whole.size() + 1 + 1);
  }

  @Test
  void truncationWithoutReadingTheContent() {
    byte[] archive = new TarBuilder().file("f", "x".repeat(1000)).bytes();
    TarReader reader = new TarReader(Archive.chunks(Arrays.copyOf(archive, 1100), 512));
    assertThatThrownBy(
            () -> {
              reader.next();
              reader.next();
            })
        .isInstanceOf(TarException.class)
        .hasMessage("bad tar archive: it ends early, at byte 1100 (header at byte 0, entry \"f\")");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 511, 512, 513, 1024, 10240})
  void buffersOfAnySize(int chunk) throws IOException {
    byte[] archive = Samples.everything();
    assertThat(Archive.describe(archive, chunk))
        .isEqualTo(Archive.describe(archive, archive.length));
  }

  @Test
  void theSampleHoldsWhatItShould() throws IOException {
    assertThat(Archive.read(Samples.everything()))
        .extracting(item -> item.entry().name())
        .containsExactly(
            "old/",
            "old/file",
            "prefix/name",
            "hard",
            "sym",
            "null",
            "fifo",
            "caf\u00e9",
            "n".repeat(600),
            "sparse-OLD",
            "sparse-PAX_0_0",
            "sparse-PAX_0_1",
            "sparse-PAX_1_0",
            "last");
  }
}
