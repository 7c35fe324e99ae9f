package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.TreeException;
import dev.microagent.filetree.Xattr;
import dev.microagent.layers.LayerException.Kind;
import dev.microagent.tar.ByteSource;
import dev.microagent.tar.TarException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayerMergerTest {

  @Test
  void takesAttributesAsArchived() throws IOException {
    Merging merged =
        Merging.of(
            new Tar()
                .mode(06755)
                .owner(70_000, 4_294_967_294L)
                .pax("mtime", "-1.5")
                .pax("SCHILY.xattr.user.b", "2")
                .pax("SCHILY.xattr.security.capability", "\1\0\0\2")
                .file("a", "text"));

    Attributes attributes = merged.at("a").attributes();
    assertThat(attributes.mode()).isEqualTo(06755);
    assertThat(attributes.uid()).isEqualTo(70_000);
    assertThat(Integer.toUnsignedLong(attributes.gid())).isEqualTo(4_294_967_294L);
    assertThat(attributes.mtime()).isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
    assertThat(attributes.xattrs())
        .extracting(Xattr::name)
        .containsExactly("security.capability", "user.b");
    assertThat(attributes.xattrs().getFirst().value()).containsExactly(1, 0, 0, 2);
  }

  @Test
  void aDirectoryOverADirectoryReplacesAllAttributes() throws IOException {
    Merging merged =
        Merging.of(
            new Tar().mode(0700).pax("SCHILY.xattr.user.a", "1").dir("d").file("d/x", ""),
            new Tar().mode(02755).owner(7, 8).dir("d"),
            new Tar().mode(0500).dir("."));

    assertThat(merged.at("d").attributes()).isEqualTo(new Attributes(02755, 7, 8, Instant.EPOCH));
    assertThat(merged.at("/").attributes().mode()).isEqualTo(0500);
    assertThat(merged.paths()).contains("d/x=");
  }

  @Test
  void aFileOverAFileKeepsNothingOfIt() throws IOException {
    Merging merged =
        Merging.of(
            new Tar().mode(04755).pax("SCHILY.xattr.user.a", "1").file("a", "old"),
            new Tar().file("a", "new"));

    assertThat(merged.at("a").attributes()).isEqualTo(new Attributes(0644, 0, 0, Instant.EPOCH));
    assertThat(merged.contents.released()).containsExactly("old");
  }

  @Test
  void directoriesThatNoLayerListsHaveTheImpliedAttributes() throws IOException {
    Merging merged = Merging.of(new Tar().file("n/m/a", ""), new Tar().mode(0700).dir("n"));

    assertThat(merged.at("n").attributes().mode()).isEqualTo(0700);
    assertThat(merged.at("n/m").attributes().mode()).isEqualTo(Merging.IMPLIED_MODE);
    assertThat(merged.at("/").attributes().mode()).isEqualTo(Merging.IMPLIED_MODE);
  }

  @Test
  void hardLinksShareOneInode() throws IOException {
    Merging merged =
        Merging.of(
            new Tar().mode(0600).owner(1, 2).file("a", "1").mode(0777).owner(3, 4).hard("b", "a"),
            new Tar().hard("c", "/b"));

    assertThat(merged.at("b")).isSameAs(merged.at("a"));
    assertThat(merged.at("c")).isSameAs(merged.at("a"));
    assertThat(merged.at("a").names()).isEqualTo(3);
    assertThat(merged.at("a").attributes()).isEqualTo(new Attributes(0600, 1, 2, Instant.EPOCH));
  }

  @Test
  void contentIsGivenBackWithItsLastName() throws IOException {
    Merging merged = Merging.of(new Tar().file("a", "1").hard("b", "a").file("c", "2"));

    merged.apply(new Tar().file("a", "3"));
    assertThat(merged.contents.released()).isEmpty();
    merged.apply(new Tar().file(".wh.b", "").dir("c"));
    assertThat(merged.contents.released()).containsExactly("1", "2");
  }

  @Test
  void aWhiteoutsContentIsNotStored() throws IOException {
    Merging merged = Merging.of(new Tar().file(".wh.a", "text").file("b", "1"));

    assertThat(merged.contents.live()).isEqualTo(1);
    assertThat(merged.contents.released()).isEmpty();
  }

  @Test
  void holesStayHoles() throws IOException {
    Merging merged =
        Merging.of(
            new Tar()
                .pax("GNU.sparse.size", "1003")
                .pax("GNU.sparse.numblocks", "1")
                .pax("GNU.sparse.map", "1000,3")
                .file("a", "end"));

    assertThat(merged.contents.holes()).containsExactly(1000L);
    assertThat(merged.paths()).containsExactly("a=" + "\0".repeat(1000) + "end");
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(new Tar().owner(4_294_967_295L, 0).file("a", ""), "a", "owner is 4294967295"),
        Arguments.of(new Tar().owner(0, 1L << 32).dir("a/b"), "a/b", "group is 4294967296"),
        Arguments.of(new Tar().owner(-1, 0).file("a", ""), "a", "owner is -1"),
        Arguments.of(new Tar().character("a", 4096, 0), "a", "major device number is 4096"),
        Arguments.of(new Tar().block("a", 0, 1 << 20), "a", "minor device number is 1048576"),
        Arguments.of(new Tar().symlink("a", ""), "a", "no target"),
        Arguments.of(new Tar().symlink("a", "t".repeat(4096)), "a", "4096 bytes"),
        Arguments.of(new Tar().file("d/" + "n".repeat(256), ""), "d/nnn", "256 bytes"),
        Arguments.of(new Tar().hard("a", "b").file("b", ""), "a", "isn't there"),
        Arguments.of(new Tar().hard("a", "a"), "a", "isn't there"),
        Arguments.of(new Tar().dir("d").hard("a", "d"), "a", "directory /d"),
        Arguments.of(new Tar().fifo("a").hard("/", "a"), "/", "root must be a directory"),
        Arguments.of(new Tar().symlink("loop", "loop").file("loop/a", ""), "loop/a", "symlinks"),
        Arguments.of(new Tar().file("f", "").file("f/a", ""), "f/a", "not a directory"),
        Arguments.of(new Tar().fifo("."), ".", "root must be a directory"));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("impossible")
  void refusesTheImpossibleByLayerAndPath(Tar layer, String path, String problem) {
    assertThatExceptionOfType(LayerException.class)
        .isThrownBy(() -> Merging.of(layer))
        .withMessageStartingWith("layer test: " + path)
        .withMessageContaining(problem)
        .withCauseInstanceOf(TreeException.class)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ENTRY))
        .satisfies(e -> assertThat(e.layer()).isEqualTo("test"));
  }

  @Test
  void aHostileNameMakesAMessageOfOneLine() {
    assertThatThrownBy(() -> Merging.of(new Tar().owner(-1, 0).file("a\n\u001b[2J\u00e9", "")))
        .hasMessageContaining("a\\x0a\\x1b[2J\\xe9")
        .message()
        .doesNotContain("\n", "\u001b");
  }

  @Test
  void refusesADamagedArchiveWhereverItIsCut() {
    byte[] archive =
        new Tar().dir("d").file("d/a", "text").pax("mtime", "1").file("d/b", "text").bytes();
    for (int length = 1; length < archive.length - 1024; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      if (length % 512 != 0) {
        assertThatExceptionOfType(LayerException.class)
            .as("%d bytes", length)
            .isThrownBy(() -> apply(cut))
            .withCauseInstanceOf(TarException.class)
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.ARCHIVE));
      }
    }
  }

  @Test
  void whatTheStoreOrTheSourceThrowsPassesAsItIs() {
    IOException full = new IOException("disk full");
    Merging merging = new Merging();
    merging.contents.fail(full);
    assertThatThrownBy(() -> merging.apply(new Tar().file("a", "text"))).isSameAs(full);

    IOException broken = new IOException("connection reset");
    ByteSource source =
        () -> {
          throw broken;
        };
    assertThatThrownBy(() -> new LayerMerger(merging.tree, merging.contents).apply(source, "test"))
        .isSameAs(broken);
  }

  @Test
  void aZeroByteArchiveIsAnEmptyLayer() throws IOException {
    Merging merging = apply(new byte[0]);

    assertThat(merging.paths()).isEmpty();
  }

  private static Merging apply(byte[] archive) throws IOException {
    Merging merging = new Merging();
    FileTree tree = merging.tree;
    new LayerMerger(tree, merging.contents)
        .apply(ByteSource.of(new ByteArrayInputStream(archive)), "test");
    return merging;
  }

  @Test
  void namesAreRawBytes() throws IOException {
    String utf8 = new String("żółć".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Merging merged = Merging.of(new Tar().pax("path", utf8).symlink("x", "y"));

    assertThat(merged.paths()).containsExactly(utf8 + "->y");
  }
}
