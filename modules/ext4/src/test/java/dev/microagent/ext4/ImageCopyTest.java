package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.ext4.ImageCopy.Method;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCopyTest {

  private static final int MIB = 1 << 20;
  private static final int DATA_BYTES = 8 * MIB;

  @TempDir Path directory;

  /** Data at the beginning and in the middle, a hole after each. */
  private static Path sparse(Path file) throws IOException {
    byte[] data = new byte[DATA_BYTES / 2];
    new Random(1).nextBytes(data);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(data);
      out.seek(16L * MIB);
      out.write(data);
      out.setLength(64L * MIB);
    }
    return file;
  }

  private static void assertCopied(Path source, Path target) throws Exception {
    assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    // What a file system needs for its own records of where the blocks are.
    int more = 64;
    assertThat(kibibytes(target)).isLessThanOrEqualTo(DATA_BYTES / 1024 + more);
  }

  private static long kibibytes(Path file) throws Exception {
    return Long.parseLong(Command.run("stat", "-c", "%b", file.toString()).strip()) / 2;
  }

  @Test
  void holesStayHoles() throws Exception {
    Path source = sparse(directory.resolve("source"));
    Path target = directory.resolve("target");
    ImageCopy.copy(source, target);
    assertCopied(source, target);
  }

  @Test
  void aFileThatIsAllHoleOrEmpty() throws Exception {
    for (long size : new long[] {0, 5L * MIB + 1}) {
      Path source = directory.resolve("source" + size);
      try (RandomAccessFile out = new RandomAccessFile(source.toFile(), "rw")) {
        out.setLength(size);
      }
      Path target = directory.resolve("target" + size);
      ImageCopy.copy(source, target);
      assertThat(target).hasSize(size);
      assertThat(kibibytes(target)).isZero();
    }
  }

  @Test
  void blocksAreSharedWhereTheFileSystemCan() throws Exception {
    try (Mount mount = reflinking()) {
      Path source = sparse(mount.path().resolve("source"));
      Path kept = Files.copy(source, directory.resolve("kept"));
      Path target = mount.path().resolve("target");
      sync(source);
      long before = freeBytes(mount);
      assertThat(ImageCopy.copy(source, target)).isEqualTo(Method.REFLINK);
      sync(target);
      assertThat(before - freeBytes(mount)).isLessThan(MIB);
      assertThat(Files.mismatch(source, target)).isEqualTo(-1);

      Files.write(target, new byte[DATA_BYTES], StandardOpenOption.WRITE);
      assertThat(Files.mismatch(source, kept)).isEqualTo(-1);
    }
  }

  /** The kernel copies nothing between file systems of two kinds. */
  @Test
  void fromOneFileSystemToAnother() throws Exception {
    try (Mount mount = reflinking()) {
      Path source = sparse(mount.path().resolve("source"));
      Path target = directory.resolve("target");
      assertThat(ImageCopy.copy(source, target)).isEqualTo(Method.BLOCKS);
      assertCopied(source, target);
    }
  }

  @Test
  void whatIsThereStays() throws IOException {
    Path source = sparse(directory.resolve("source"));
    Path target = Files.writeString(directory.resolve("target"), "text");
    assertThatThrownBy(() -> ImageCopy.copy(source, target))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("text");
  }

  /** An XFS that is no larger than it must be. */
  private Mount reflinking() throws Exception {
    Path image = directory.resolve("xfs");
    try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
      out.setLength(320L * MIB);
    }
    Command.run("mkfs.xfs", "-q", "-m", "reflink=1", image.toString());
    return Mount.of(image, "rw", directory);
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static long freeBytes(Mount mount) throws IOException {
    return Files.getFileStore(mount.path()).getUnallocatedSpace();
  }
}
