package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What GNU tar writes is read as what the tree on disk holds, and as commons-compress reads it. */
class GnuTarTest {

  @TempDir Path scratch;
  private Path root;
  private FileTreeFixture tree;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(scratch.resolve("root"));
    tree = new FileTreeFixture(root);
  }

  @Test
  void v7() throws Exception {
    tree.plain().longNames(99).longLinks(99);
    check(GnuTar.create(root, scratch, "--format=v7"), false);
  }

  @Test
  void ustar() throws Exception {
    tree.plain().longNames(100, 101, 200, 250).longLinks(100);
    check(GnuTar.create(root, scratch, "--format=ustar"), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oldgnu", "gnu"})
  void gnu(String format) throws Exception {
    tree.plain().longNames(99, 100, 101, 512, 3000).longLinks(100, 101, 2000).beforeEpoch();
    check(GnuTar.create(root, scratch, "--format=" + format), false);
  }

  @Test
  void posix() throws Exception {
    tree.plain().longNames(99, 100, 101, 512, 3000).longLinks(100, 101, 2000).beforeEpoch();
    check(GnuTar.create(root, scratch, "--format=posix"), true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=oldgnu",
        "--format=gnu",
        "--format=posix --sparse-version=0.0",
        "--format=posix --sparse-version=0.1",
        "--format=posix --sparse-version=1.0"
      })
  void sparse(String options) throws Exception {
    tree.plain().longNames(512).sparse();
    byte[] archive = GnuTar.create(root, scratch, ("--sparse " + options).split(" "));
    check(archive, options.contains("posix"));
    List<Archive.Item> sparse =
        Archive.read(archive).stream()
            .filter(item -> item.entry().name().startsWith("./hole-"))
            .toList();
    assertThat(sparse).hasSize(5).allMatch(item -> item.layout().contains("hole "));
    assertThat(sparse)
        .filteredOn(item -> item.entry().name().equals("./hole-only"))
        .extracting(Archive.Item::layout)
        .containsExactly("hole 1234567");
  }

  @ParameterizedTest
  @CsvSource({"v7, 70000", "ustar, 2097151", "gnu, 4294967294", "posix, 4294967294"})
  void owners(String format, long id) throws Exception {
    tree.plain();
    byte[] archive =
        GnuTar.create(
            root, scratch, "--format=" + format, "--owner=someone:" + id, "--group=some:" + id);
    assertThat(Archive.read(archive))
        .allMatch(item -> item.entry().uid() == id && item.entry().gid() == id);
    CommonsCompress.assertSame(archive);
  }

  @Test
  void hardLinks() throws Exception {
    tree.plain();
    Files.createLink(root.resolve("z-hard"), root.resolve("size-513"));
    for (String format : List.of("v7", "ustar", "gnu", "posix")) {
      byte[] archive = GnuTar.create(root, scratch, "--format=" + format);
      assertThat(Archive.read(archive))
          .filteredOn(item -> item.entry().type() == TarEntry.Type.HARD_LINK)
          .singleElement()
          .satisfies(item -> assertThat(item.entry().linkName()).isEqualTo("./size-513"));
      check(archive, format.equals("posix"));
    }
  }

  @Test
  void extendedAttributes() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "x");
    byte[] value = "a=b\nc\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    try {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
      view.write("odd name", ByteBuffer.wrap(value));
      view.write("empty", ByteBuffer.allocate(0));
    } catch (IOException | UnsupportedOperationException | NullPointerException e) {
      GnuTar.missing("support for user xattrs in the temporary directory");
    }
    byte[] archive = GnuTar.create(root, scratch, "--format=posix", "--xattrs");
    SortedMap<String, byte[]> xattrs = Archive.read(archive).getLast().entry().xattrs();
    assertThat(xattrs.get("user.odd name")).isEqualTo(value);
    assertThat(xattrs.get("user.empty")).isEmpty();
  }

  @Test
  void volumeLabelAndGlobalHeader() throws Exception {
    tree.plain();
    check(GnuTar.create(root, scratch, "--format=gnu", "--label=label"), false);
    check(
        GnuTar.create(
            root, scratch, "--format=posix", "--label=label", "--pax-option=comment=global"),
        true);
  }

  @Test
  void incrementalArchive() throws Exception {
    tree.plain();
    Path snapshot = scratch.resolve("snapshot");
    byte[] archive =
        GnuTar.create(root, scratch, "--format=gnu", "--listed-incremental=" + snapshot);
    assertThat(FileTreeFixture.describe(Archive.read(archive))).isEqualTo(tree.describe(false));
  }

  private void check(byte[] archive, boolean nanoseconds) throws IOException {
    List<Archive.Item> items = Archive.read(archive);
    assertThat(FileTreeFixture.describe(items)).isEqualTo(tree.describe(nanoseconds));
    assertThat(items).allMatch(item -> item.entry().uid() == 1234 && item.entry().gid() == 70000);
    CommonsCompress.assertSame(archive);
  }
}
