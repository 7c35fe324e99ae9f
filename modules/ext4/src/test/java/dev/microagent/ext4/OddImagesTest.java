package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.Device;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Socket;
import dev.microagent.filetree.Symlink;
import dev.microagent.filetree.TreePath;
import dev.microagent.filetree.Xattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images at the edges of the format, each of which e2fsck finds nothing wrong with. */
class OddImagesTest {

  @TempDir Path directory;

  private ImageMaker maker(long sizeMib) throws IOException {
    return new ImageMaker(directory.resolve("image"), ImageMaker.options(sizeMib));
  }

  private static void finishClean(ImageMaker maker) throws Exception {
    maker.finish();
    Command.assertClean(maker.file);
  }

  @Test
  void everyTypeOfInode() throws Exception {
    try (ImageMaker maker = maker(100)) {
      Attributes all = new Attributes(07777, -2, 0x12345678, Instant.parse("2446-05-10T22:38:55Z"));
      Attributes old = new Attributes(0, 1 << 16, 65_535, Instant.parse("1901-12-13T20:45:52.1Z"));
      for (Attributes attributes : List.of(all, old)) {
        String path = "/mode%o".formatted(attributes.mode());
        maker.tree.putDirectory(TreePath.parse(path), attributes);
        put(maker, path + "/fifo", new Fifo(attributes));
        put(maker, path + "/socket", new Socket(attributes));
        put(maker, path + "/c", new Device(attributes, Device.Kind.CHARACTER, 4095, 1_048_575));
        put(maker, path + "/b", new Device(attributes, Device.Kind.BLOCK, 255, 255));
        for (int length : new int[] {1, 59, 60, 4095}) {
          put(maker, path + "/link" + length, new Symlink(attributes, "t".repeat(length)));
        }
      }
      maker.file("/" + "\377".repeat(255), new byte[0]);
      finishClean(maker);
    }
  }

  @Test
  void hardLinksUpToTheLimit() throws Exception {
    try (ImageMaker maker = maker(100)) {
      linked(maker, 65_000);
      finishClean(maker);
    }
    try (ImageMaker maker = maker(100)) {
      linked(maker, 65_001);
      assertThatThrownBy(maker::finish)
          .hasMessageContaining("65001 names")
          .isInstanceOf(Ext4Exception.class);
    }
  }

  private static void linked(ImageMaker maker, int names) throws IOException {
    maker.file("/d/0", new byte[1]);
    TreePath first = TreePath.parse("/d/0");
    for (int i = 1; i < names; i++) {
      maker.tree.link(TreePath.parse("/d/" + i), first);
    }
  }

  @Test
  void moreSubdirectoriesThanLinksCanCount() throws Exception {
    try (ImageMaker maker = maker(800)) {
      for (int i = 0; i < 65_001; i++) {
        maker.tree.putDirectory(TreePath.parse("/d/" + i), ImageMaker.attributes(0755));
      }
      finishClean(maker);
    }
  }

  /** Names of 12 bytes take 20 in a block; 203 of them fill one with . and .., 204 do not fit. */
  @ParameterizedTest
  @CsvSource({"1, 12", "202, 12", "203, 12", "204, 12", "50000, 12", "8200, 255"})
  void directoriesOfEverySizeAreFoundThroughTheirIndexAndTakeMore(int entries, int length)
      throws Exception {
    List<String> names = new ArrayList<>();
    try (ImageMaker maker = maker(200)) {
      for (int i = 0; i < entries; i++) {
        String name = "%06d".formatted(i) + "x".repeat(length - 6);
        names.add("d/" + name);
        maker.file("/d/" + name, new byte[0]);
      }
      finishClean(maker);
      try (Mount mount = Mount.of(maker.file, "ro", directory)) {
        for (String name : names) {
          assertThat(mount.path().resolve(name)).exists();
        }
      }
      try (Mount mount = Mount.of(maker.file, "rw", directory)) {
        for (int i = 0; i < 500; i++) {
          Files.writeString(mount.path().resolve("d/new" + i), "new");
        }
        for (int i = 0; i < entries; i += 2) {
          Files.delete(mount.path().resolve(names.get(i)));
        }
      }
      Command.assertClean(maker.file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 340, 341, 1360, 1361})
  void filesOfManyExtents(int extents) throws Exception {
    byte[] block = new byte[Ext4Format.BLOCK_SIZE];
    try (ImageMaker maker = maker(100)) {
      ContentWriter writer = maker.image.open(extents * 2L * block.length);
      for (int i = 0; i < extents; i++) {
        Arrays.fill(block, (byte) (i + 1));
        writer.write(ByteBuffer.wrap(block));
        writer.skip(block.length);
      }
      maker.file("/file", writer.finish());
      finishClean(maker);
      try (Mount mount = Mount.of(maker.file, "ro", directory)) {
        byte[] read = Files.readAllBytes(mount.path().resolve("file"));
        for (int i = 0; i < extents * 2; i++) {
          byte expected = (byte) (i % 2 == 0 ? i / 2 + 1 : 0);
          assertThat(read[i * block.length]).isEqualTo(expected);
          assertThat(read[(i + 1) * block.length - 1]).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void filesOfHolesUpToTheLargest() throws Exception {
    try (ImageMaker maker = maker(100)) {
      for (long size : new long[] {1, 4096, 5L << 30, 3L << 40, Ext4Format.MAX_FILE_SIZE}) {
        ContentWriter writer = maker.image.open(size);
        writer.skip(size);
        maker.file("/hole" + size, writer.finish());
      }
      ContentWriter writer = maker.image.open(5L << 30);
      writer.skip((5L << 30) - 1);
      writer.write(ByteBuffer.wrap(new byte[] {1}));
      maker.file("/end", writer.finish());
      finishClean(maker);
    }
  }

  @Test
  void extendedAttributesInTheInodeAndInABlock() throws Exception {
    try (ImageMaker maker = maker(100)) {
      List<Xattr> xattrs =
          List.of(
              new Xattr("other.name", new byte[1]),
              new Xattr("security.capability", new byte[20]),
              new Xattr("trusted.empty", new byte[0]),
              new Xattr(
                  "user.a\351\377 name", "value".repeat(7).getBytes(StandardCharsets.US_ASCII)),
              new Xattr("user.large", new byte[3500]));
      ContentWriter writer = maker.image.open(0);
      put(
          maker,
          "/file",
          new RegularFile(new Attributes(0644, 0, 0, ImageMaker.CREATED, xattrs), writer.finish()));
      assertThat(maker.finish().omittedXattrs()).containsExactly("other.name");
      Command.assertClean(maker.file);
      try (Mount mount = Mount.of(maker.file, "ro", directory)) {
        String dump =
            Command.run("getfattr", "-d", "-m", "-", mount.path().resolve("file").toString());
        assertThat(dump)
            .contains(
                "security.capability",
                "trusted.empty",
                "user.large",
                "\"" + "value".repeat(7) + "\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLostAndFoundOfTheImageItself(boolean isDirectory) throws Exception {
    try (ImageMaker maker = maker(100)) {
      if (isDirectory) {
        maker.file("/lost+found/file", new byte[1]);
      } else {
        maker.file("/lost+found", new byte[1]);
      }
      finishClean(maker);
    }
  }

  /** Other names of it come before and after it, in directories that do, too. */
  @Test
  void aLostAndFoundWithMoreNames() throws Exception {
    try (ImageMaker maker = maker(100)) {
      maker.file("/lost+found", new byte[] {7});
      TreePath first = TreePath.parse("/lost+found");
      for (String path : List.of("/a/link", "/a/other", "/lost", "/z")) {
        if (path.startsWith("/a/")) {
          maker.file("/a/file", new byte[1]);
        }
        maker.tree.link(TreePath.parse(path), first);
      }
      finishClean(maker);
      try (Mount mount = Mount.of(maker.file, "ro", directory)) {
        Object key = Files.getAttribute(mount.path().resolve("lost+found"), "unix:ino");
        assertThat(key).isEqualTo(11L);
        for (String path : List.of("a/link", "a/other", "lost", "z")) {
          assertThat(Files.getAttribute(mount.path().resolve(path), "unix:ino")).isEqualTo(key);
        }
        assertThat(Files.getAttribute(mount.path().resolve("z"), "unix:nlink")).isEqualTo(5);
        assertThat(Files.readAllBytes(mount.path().resolve("z"))).containsExactly(7);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1900-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2100-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z"
      })
  void timesOfCreationFarAway(String created) throws Exception {
    Ext4Options options =
        new Ext4Options(
            OptionalLong.of(64), new UUID(0, 0), new UUID(0, 0), Instant.parse(created));
    try (ImageMaker maker = new ImageMaker(directory.resolve("image"), options)) {
      for (int i = 0; i < 1000; i++) {
        maker.file("/d/file" + i, new byte[1]);
      }
      finishClean(maker);
      try (Mount mount = Mount.of(maker.file, "ro", directory)) {
        for (int i = 0; i < 1000; i++) {
          assertThat(mount.path().resolve("d/file" + i)).exists();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 127, 128, 129, 131, 385, 700, 504 << 10, (504 << 10) + 1, 1100 << 10})
  void givenSizes(long mib) throws Exception {
    try (ImageMaker maker = maker(mib)) {
      maker.file("/file", new byte[10_000]);
      assertThat(maker.finish().sizeBytes()).isEqualTo(mib << 20);
      Command.assertClean(maker.file);
    }
  }

  @Test
  void replacedContentLeavesNothingBehind() throws Exception {
    byte[] secret = "secret".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
    try (ImageMaker maker = maker(100)) {
      maker.file("/file", secret);
      // Too short a gap to become a hole.
      maker.file("/small", Arrays.copyOf(secret, 10_000));
      maker.file("/between", new byte[] {1});
      maker.file("/file", new byte[0]);
      maker.file("/small", new byte[0]);
      ContentWriter writer = maker.image.open(4 << 20);
      writer.write(ByteBuffer.wrap(new byte[5000]));
      writer.skip((4 << 20) - 5000);
      maker.file("/sparse", writer.finish());
      finishClean(maker);
      assertThat(Command.run("sh", "-c", "grep -c secret '" + maker.file + "' || true").strip())
          .isEqualTo("0");
    }
  }

  private static void put(ImageMaker maker, String path, Inode inode) throws IOException {
    maker.tree.put(TreePath.parse(path), inode);
  }
}
