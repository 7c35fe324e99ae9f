package dev.microagent.bindings.ext2fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.microagent.bindings.OpenFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ext2FilesystemTest {

  private static final long BLOCKS = 16_384;
  private static final long ENOENT = 2;

  /** ext2_err.h: EXT2_ET_INVALID_ARGUMENT. */
  private static final long INVALID_ARGUMENT = 2_133_571_399L;

  @TempDir Path directory;

  @Test
  void theShapeIsThatAskedFor() throws IOException {
    try (Ext2Filesystem fs = Ext2Filesystem.create(image("a"), parameters(3 * 32_768))) {
      assertThat(fs.blocks()).isEqualTo(3 * 32_768);
      assertThat(fs.groups()).isEqualTo(3);
      assertThat(fs.inodes()).isEqualTo(3 * 1024);
      assertThat(fs.inodeTableBlocks()).isEqualTo(1024 / 16);
    }
  }

  @Test
  void theChecksumSeedIsThatOfTheUuid() throws IOException {
    try (Ext2Filesystem fs = Ext2Filesystem.create(image("a"), parameters(BLOCKS))) {
      java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
      UUID uuid = parameters(BLOCKS).uuid();
      crc.update(
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .flip());
      assertThat(fs.checksumSeed()).isEqualTo(~(int) crc.getValue());
    }
  }

  @Test
  void closingWithoutFinishWritesNothingAndLeavesNothingOpen() throws Exception {
    Path image = image("a");

    Ext2Filesystem fs = Ext2Filesystem.create(image, parameters(BLOCKS));
    assertThat(OpenFiles.count(image)).isEqualTo(1);
    fs.close();
    fs.close();

    assertThat(OpenFiles.count(image)).isZero();
    assertThat(magic(image)).isZero();
    assertThatAnotherThreadCanCreate();
  }

  @Test
  void finishWritesAFileSystemAndLeavesNothingOpen() throws Exception {
    Path image = image("a");

    try (Ext2Filesystem fs = Ext2Filesystem.create(image, parameters(BLOCKS))) {
      fill(fs);
      fs.finish();
      assertThat(OpenFiles.count(image)).isZero();
      assertThatAnotherThreadCanCreate();
    }

    assertThat(magic(image)).isEqualTo((short) 0xEF53);
  }

  @Test
  void oneThatStaysOpenMakesOtherThreadsWait() throws Exception {
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> waiting;
      try (Ext2Filesystem _ = Ext2Filesystem.create(image("a"), parameters(BLOCKS))) {
        waiting = other.submit(() -> createAndClose(image("b")));
        assertThat(waiting.isDone()).isFalse();
      }
      waiting.get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void aFileThatIsNotThereIsAnErrorOfTheSystem() throws Exception {
    Path missing = directory.resolve("missing");

    Ext2Exception e =
        catchThrowableOfType(
            Ext2Exception.class, () -> Ext2Filesystem.create(missing, parameters(BLOCKS)));

    assertThat(e.function()).isEqualTo("ext2fs_initialize");
    assertThat(e.code()).isEqualTo(ENOENT);
    assertThat(e)
        .hasMessage("ext2fs_initialize on %s: No such file or directory (error 2)", missing);
    assertThatAnotherThreadCanCreate();
  }

  @Test
  void parametersThatTheLibraryRefusesAreAnErrorOfTheLibrary() throws Exception {
    Path image = image("a");

    Ext2Exception e =
        catchThrowableOfType(
            Ext2Exception.class, () -> Ext2Filesystem.create(image, parameters(0)));

    assertThat(e.function()).isEqualTo("ext2fs_initialize");
    assertThat(e.code()).isEqualTo(INVALID_ARGUMENT);
    assertThat(e).hasMessageContaining("Invalid argument passed to ext2 library");
    assertThat(OpenFiles.count(image)).isZero();
    assertThatAnotherThreadCanCreate();
  }

  @Test
  void aJournalTooLargeIsAnErrorThatLeavesTheHandleToClose() throws Exception {
    Path image = image("a");

    try (Ext2Filesystem fs = Ext2Filesystem.create(image, parameters(BLOCKS))) {
      Ext2Exception e =
          catchThrowableOfType(Ext2Exception.class, () -> fs.createJournal((int) BLOCKS + 1, 1000));
      assertThat(e.function()).isEqualTo("ext2fs_add_journal_inode2");
    }

    assertThat(OpenFiles.count(image)).isZero();
    assertThatAnotherThreadCanCreate();
  }

  @Test
  void blocksOutsideAreRefused() throws IOException {
    try (Ext2Filesystem fs = Ext2Filesystem.create(image("a"), parameters(BLOCKS))) {
      for (long[] run : new long[][] {{-1, 1}, {0, -1}, {0, BLOCKS + 1}, {BLOCKS, 1}}) {
        assertThatThrownBy(() -> fs.useBlocks(run[0], run[1]))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void namesAreTakenAsTheyAre() throws IOException {
    Path image = image("a name with spaces, é and ?offset=1048576");

    try (Ext2Filesystem fs = Ext2Filesystem.create(image, parameters(BLOCKS))) {
      fill(fs);
      fs.finish();
    }

    assertThat(magic(image)).isEqualTo((short) 0xEF53);
  }

  @Test
  void threadsMakeTheSameFileSystemsSideBySide() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Path>> made = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Path image = image("image" + i);
        made.add(
            threads.submit(() -> {
              try (Ext2Filesystem fs = Ext2Filesystem.create(image, parameters(BLOCKS))) {
                fill(fs);
                fs.finish();
              }
              return image;
            }));
      }
      Path first = made.getFirst().get();
      for (Future<Path> other : made) {
        assertThat(Files.mismatch(first, other.get())).isEqualTo(-1);
      }
    }
  }

  private static Ext2Parameters parameters(long blocks) {
    return new Ext2Parameters(
        blocks,
        blocks / 20,
        (int) Math.ceilDiv(blocks, 32_768L) * 1024,
        63,
        new UUID(0x0123456789ABCDEFL, 0x8899AABBCCDDEEFFL),
        new UUID(1, 2),
        1_700_000_000);
  }

  /** Everything that a file system of one group has. */
  private static void fill(Ext2Filesystem fs) throws Ext2Exception {
    fs.placeTables(0, 100, 101, 102);
    BitSet directories = new BitSet();
    directories.set(2);
    directories.set(11);
    fs.useInodes(11, directories);
    fs.createResizeInode();
    fs.createJournal(1024, 1000);
  }

  private Path image(String name) throws IOException {
    Path image = directory.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BLOCKS * 4096);
    }
    return image;
  }

  private static short magic(Path image) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      byte[] superblock = new byte[1024];
      file.seek(1024);
      file.readFully(superblock);
      return ByteBuffer.wrap(superblock).order(ByteOrder.LITTLE_ENDIAN).getShort(56);
    }
  }

  private Void createAndClose(Path image) throws IOException {
    Ext2Filesystem.create(image, parameters(BLOCKS)).close();
    return null;
  }

  private void assertThatAnotherThreadCanCreate() throws Exception {
    Path image = image("other");
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      other.submit(() -> createAndClose(image)).get(1, TimeUnit.MINUTES);
    }
  }
}
