package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mke2fs and the repair make of a tree, against what the native writer makes of it. */
class StagedImageTest {

  private static final Path MKE2FS = Path.of("/sbin/mke2fs");

  @TempDir Path directory;

  private ImageMaker staged(OptionalLong sizeMib) throws IOException {
    Needs.that(Files.isExecutable(MKE2FS), "the command mke2fs");
    Path staging = Files.createTempDirectory(directory, "staging");
    Path file = directory.resolve("staged");
    return new ImageMaker(
        file, StagedImage.create(file, staging, Mke2fs.find(MKE2FS), options(sizeMib)));
  }

  private static Ext4Options options(OptionalLong sizeMib) {
    return new Ext4Options(
        sizeMib, ImageMaker.UUID_OF_TESTS, ImageMaker.UUID_OF_TESTS, ImageMaker.CREATED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void bothWritersMakeTheSameOfARandomTree(long seed) throws Exception {
    assertSameTree(maker -> RandomTree.fill(seed, maker));
  }

  @Test
  void bothWritersMakeTheSameOfAnEdgeTree() throws Exception {
    assertSameTree(EdgeTree::fill);
  }

  /** Of sizes whose last block group mke2fs leaves out, as it has no room for its own tables. */
  @ParameterizedTest
  @ValueSource(longs = {129, 385})
  void tellsTheSizeOfTheFileThatMke2fsMakes(long mib) throws Exception {
    try (ImageMaker maker = staged(OptionalLong.of(mib))) {
      maker.file("/file", new byte[1]);
      assertThat(maker.finish().sizeBytes()).isBetween((mib - 1) << 20, mib << 20);
      Command.assertClean(maker.file);
    }
  }

  /** What a tree is made by. */
  private interface Filler {
    void fill(ImageMaker maker) throws IOException;
  }

  private void assertSameTree(Filler filler) throws Exception {
    try (ImageMaker staged = staged(OptionalLong.empty());
        ImageMaker written =
            new ImageMaker(directory.resolve("written"), options(OptionalLong.empty()))) {
      filler.fill(staged);
      filler.fill(written);
      Ext4Summary summary = staged.finish();
      assertThat(summary.inodes()).isEqualTo(written.finish().inodes());
      assertThat(Files.size(staged.file)).isEqualTo(summary.sizeBytes());
      Command.assertClean(staged.file);
      Command.assertClean(written.file);
      assertThat(MountedTree.of(staged.file, directory))
          .isEqualTo(MountedTree.of(written.file, directory));
    }
  }

  @Test
  void directoriesOfManyEntriesAndALostAndFoundOfTheImage() throws Exception {
    List<ImageMaker> makers =
        List.of(
            staged(OptionalLong.of(100)),
            new ImageMaker(directory.resolve("written"), options(OptionalLong.of(100))));
    for (ImageMaker maker : makers) {
      try (maker) {
        for (int i = 0; i < 5000; i++) {
          maker.file("/d/\351file" + i, new byte[0]);
        }
        maker.file("/lost+found/file", new byte[1]);
        maker.finish();
        Command.assertClean(maker.file);
      }
    }
    assertThat(MountedTree.of(makers.getFirst().file, directory))
        .isEqualTo(MountedTree.of(makers.getLast().file, directory));
  }

  @Test
  void whatCannotBeStagedIsRefused() throws Exception {
    try (ImageMaker maker = staged(OptionalLong.empty())) {
      maker.file("/lost+found", new byte[1]);
      assertThatThrownBy(maker::finish)
          .isInstanceOf(Ext4Exception.class)
          .hasMessageContaining("/lost+found");
    }
    try (ImageMaker maker = staged(OptionalLong.of(10))) {
      maker.file("/large", new byte[11 << 20]);
      assertThatThrownBy(maker::finish).isInstanceOf(ImageTooSmallException.class);
    }
  }

  @Test
  void programsThatAreNotMke2fsAreRefused() throws Exception {
    assertRefused(directory.resolve("missing"), "no such program");
    assertRefused(directory, "no such program");
    assertRefused(program("not-executable", "", "rw-------"), "not an executable");
    assertRefused(program("silent", "#!/bin/sh\n", "rwx------"), "not mke2fs");
    assertRefused(program("text", "text", "rwx------"), "not mke2fs");
    assertRefused(program("no-shell", "#!/nowhere/sh\n", "rwx------"), "can't be run");
  }

  @Test
  void aProgramThatDoesNotAnswerIsRefused() throws Exception {
    Path endless = program("endless", "#!/bin/sh\nexec sleep 1000\n", "rwx------");
    assertThatThrownBy(() -> Mke2fs.find(endless, Duration.ofMillis(1)))
        .isInstanceOf(Mke2fsException.class)
        .hasMessageContaining("not mke2fs");
  }

  @ParameterizedTest
  @CsvSource({"1.47.0, false", "1.47.1, true", "1.47.3, true", "1.47.4, false", "1.47.30, false"})
  void filesThatAVersionWouldBreakAreRefused(String version, boolean breaks) throws Exception {
    String script = "#!/bin/sh\necho 'mke2fs %s (1-Jan-2030)'\n".formatted(version);
    Mke2fs mke2fs = Mke2fs.find(program("large", script, "rwx------"));
    Path staging = Files.createDirectory(directory.resolve("staging"));
    Path file = directory.resolve("image");
    try (StagedImage image =
        StagedImage.create(file, staging, mke2fs, options(OptionalLong.empty()))) {
      assertThat(image.open(Integer.MAX_VALUE)).isNotNull();
      if (breaks) {
        assertThatThrownBy(() -> image.open(Integer.MAX_VALUE + 1L))
            .isInstanceOf(Ext4Exception.class)
            .hasMessageContaining(version);
      } else {
        assertThat(image.open(Integer.MAX_VALUE + 1L)).isNotNull();
      }
    }
  }

  @Test
  void theSameTreeGivesTheSameBytes() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (ImageMaker maker = staged(OptionalLong.empty())) {
        RandomTree.fill(4, maker);
        maker.finish();
        files.add(Files.move(maker.file, directory.resolve("image" + i)));
      }
    }
    assertThat(Files.mismatch(files.getFirst(), files.getLast())).isEqualTo(-1);
  }

  @Test
  void whatAFailingProgramSaysIsToldOnOneLine() throws Exception {
    String script =
        """
        #!/bin/sh
        [ $1 = -V ] && echo 'mke2fs 1.47.9 (1-Jan-2030)' && exit
        printf 'it\\nbroke\\033[1m' >&2
        exit 3
        """;
    Mke2fs failing = Mke2fs.find(program("failing", script, "rwx------"));
    assertThat(failing.version()).isEqualTo("1.47.9");
    Path file = directory.resolve("image");
    Path staging = Files.createDirectory(directory.resolve("staging"));
    try (ImageMaker maker =
        new ImageMaker(
            file, StagedImage.create(file, staging, failing, options(OptionalLong.empty())))) {
      assertThatThrownBy(maker::finish)
          .isInstanceOf(Mke2fsException.class)
          .hasMessageEndingWith("ended with status 3: it broke?[1m");
    }
  }

  private Path program(String name, String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static void assertRefused(Path path, String why) {
    assertThatThrownBy(() -> Mke2fs.find(path))
        .isInstanceOf(Mke2fsException.class)
        .hasMessageContainingAll(path.toString(), why);
  }
}
