package dev.microagent.bindings.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.bindings.OpenFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {

  private static final int BLOCK = 4096;

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("a name with spaces, é and ?offset=1");
  }

  @Test
  void aFileGetsLongerByAHole() throws IOException {
    Files.writeString(file, "data");

    try (SparseFile sparse = SparseFile.open(file)) {
      sparse.setLength(1L << 40);
    }

    assertThat(Files.size(file)).isEqualTo(1L << 40);
    assertThat(blocksOnDisk()).isLessThanOrEqualTo(1);
  }

  @Test
  void aFileGetsShorter() throws IOException {
    Files.writeString(file, "long text");

    try (SparseFile sparse = SparseFile.open(file)) {
      sparse.setLength(4);
    }

    assertThat(file).hasContent("long");
  }

  @Test
  void dataAreFoundBehindHoles() throws IOException {
    Files.writeString(file, "data");
    try (SparseFile sparse = SparseFile.open(file)) {
      sparse.setLength(64L << 20);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 32L << 20);
    }
    file.toFile().setReadOnly();

    try (SparseFile sparse = SparseFile.openReadOnly(file)) {
      assertThat(sparse.nextData(0)).isZero();
      assertThat(sparse.nextData(1)).isEqualTo(1);
      assertThat(sparse.nextData(8L << 20)).isGreaterThan(8L << 20).isLessThanOrEqualTo(32L << 20);
      assertThat(sparse.nextData(48L << 20)).isEqualTo(Long.MAX_VALUE);
      assertThat(sparse.nextData(64L << 20)).isEqualTo(Long.MAX_VALUE);
      assertThatThrownBy(() -> sparse.setLength(1)).isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void aPunchedHoleReadsAsZerosAndTakesNoSpace() throws IOException {
    byte[] data = new byte[16 * BLOCK];
    Arrays.fill(data, (byte) 'x');
    Files.write(file, data);

    try (SparseFile sparse = SparseFile.open(file)) {
      assertThat(sparse.punchHole(4 * BLOCK, 8 * BLOCK)).isTrue();
    }

    Arrays.fill(data, 4 * BLOCK, 12 * BLOCK, (byte) 0);
    assertThat(file).hasBinaryContent(data);
    assertThat(blocksOnDisk()).isLessThanOrEqualTo(8);
  }

  @Test
  void aHoleBeyondTheEndLeavesTheLengthAsItIs() throws IOException {
    Files.write(file, new byte[BLOCK]);

    try (SparseFile sparse = SparseFile.open(file)) {
      assertThat(sparse.punchHole(0, 100 * BLOCK)).isTrue();
    }

    assertThat(Files.size(file)).isEqualTo(BLOCK);
  }

  @Test
  void aFileInMemoryIsOpenedByItsPathAndGoneWhenClosed() throws IOException {
    Path path;
    try (SparseFile sparse = SparseFile.inMemory("a test")) {
      path = sparse.path();
      assertThat(Files.readSymbolicLink(path).toString()).contains("a test");
      sparse.setLength(1L << 40);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {1}), 1L << 30);
      }
      assertThat(Files.size(path)).isEqualTo(1L << 40);
      assertThat(sparse.nextData(0)).isGreaterThan(0).isLessThanOrEqualTo(1L << 30);
      assertThat(sparse.nextHole(1L << 30)).isGreaterThan(1L << 30).isLessThan(1L << 40);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void aFileThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> SparseFile.open(file))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": open: No such file or directory");
  }

  @Test
  void aDirectoryIsAnError() {
    assertThatThrownBy(() -> SparseFile.open(directory))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(directory + ": open: Is a directory");
  }

  @Test
  void callsThatTheSystemRefusesAreErrorsWithItsReason() throws IOException {
    Files.createFile(file);

    try (SparseFile sparse = SparseFile.open(file)) {
      assertThatThrownBy(() -> sparse.setLength(-1))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(file + ": ftruncate: Invalid argument");
      assertThatThrownBy(() -> sparse.punchHole(0, 0))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(file + ": fallocate: Invalid argument");
    }
  }

  @Test
  void noDescriptorStaysOpen() throws IOException {
    Files.createFile(file);

    SparseFile.open(file).close();

    assertThat(OpenFiles.count(file)).isZero();
  }

  @Test
  void theDescriptorIsOpenUntilClosed() throws IOException {
    Files.createFile(file);

    try (SparseFile _ = SparseFile.open(file)) {
      assertThat(OpenFiles.count(file)).isEqualTo(1);
    }
  }

  private long blocksOnDisk() throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    String sectors =
        new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    return Math.ceilDiv(Long.parseLong(sectors) * 512, (long) BLOCK);
  }
}
