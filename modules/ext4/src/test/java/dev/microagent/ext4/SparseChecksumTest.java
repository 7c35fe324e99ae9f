package dev.microagent.ext4;

import static dev.microagent.ext4.SparseChecksum.CHUNK_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseChecksumTest {

  @TempDir Path dir;

  @Test
  void dataThatMovesChangesIt() throws IOException {
    Path one = Files.write(dir.resolve("one"), new byte[3 * CHUNK_BYTES]);
    Path two = Files.write(dir.resolve("two"), new byte[3 * CHUNK_BYTES]);
    assertThat(SparseChecksum.of(one)).isEqualTo(SparseChecksum.of(two));
    flip(one, 0);
    flip(two, CHUNK_BYTES);
    assertThat(SparseChecksum.of(one)).isNotEqualTo(SparseChecksum.of(two));
  }

  @Test
  void aHoleIsWorthAsMuchAsZeros() throws IOException {
    Path dense = Files.write(dir.resolve("dense"), new byte[8 << 20]);
    Path sparse = Files.createFile(dir.resolve("sparse"));
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(8 << 20);
    }
    for (int offset : new int[] {5_000_000, 5_070_000, (8 << 20) - 1}) {
      flip(dense, offset);
      flip(sparse, offset);
    }
    assertThat(SparseChecksum.of(sparse)).isEqualTo(SparseChecksum.of(dense));
  }

  /** Holes that begin and end within chunks, at any distance, and at the end of the file. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void holesAnywhereAreWorthAsMuchAsZeros(int seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = new byte[40 * CHUNK_BYTES + 5000];
    Path sparse = Files.createFile(dir.resolve("sparse"));
    try (FileChannel channel = FileChannel.open(sparse, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 30; i++) {
        int at = random.nextInt(bytes.length);
        byte[] data = new byte[random.nextInt(Math.min(2 * CHUNK_BYTES, bytes.length - at))];
        random.nextBytes(data);
        System.arraycopy(data, 0, bytes, at, data.length);
        channel.write(ByteBuffer.wrap(data), at);
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
      file.setLength(bytes.length);
    }
    Path dense = Files.write(dir.resolve("dense"), bytes);
    assertThat(SparseChecksum.of(sparse)).isEqualTo(SparseChecksum.of(dense));
  }

  @Test
  void aChunkThatSumsUpAsZerosIsPassedOver() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array());
    long ofZeros = crc.getValue();
    // The polynomial itself, which leaves every CRC as it is.
    bytes.putLong(1000, 0x82f6_3b78L << 1 | 1);
    crc.reset();
    crc.update(bytes.array());
    assertThat(crc.getValue()).isEqualTo(ofZeros);

    Path file = Files.write(dir.resolve("file"), bytes.array());
    Path zeros = Files.write(dir.resolve("zeros"), new byte[CHUNK_BYTES]);
    assertThat(SparseChecksum.of(file)).isEqualTo(SparseChecksum.of(zeros));
  }

  @Test
  void isCrc32cOfIndexAndBytes() throws IOException {
    Path odd = Files.writeString(dir.resolve("odd"), "123456789");
    CRC32C crc = new CRC32C();
    crc.update(new byte[8]);
    crc.update("123456789".getBytes(UTF_8));
    assertThat(SparseChecksum.of(odd)).isEqualTo("crc32c-64k:%08x".formatted(crc.getValue()));
  }

  /** Writes of any size at any place, over each other, zeros among them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void isTheSameWhateverIsKnownOfTheChunks(int seed) throws IOException {
    Random random = new Random(seed);
    ChunkSums sums = new ChunkSums();
    Path file = dir.resolve("file");
    long position = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 500; i++) {
        byte[] bytes = new byte[random.nextInt(3 * CHUNK_BYTES)];
        if (random.nextInt(4) > 0) {
          random.nextBytes(bytes);
        }
        switch (random.nextInt(8)) {
          case 0 -> position = random.nextInt(40) * (long) CHUNK_BYTES;
          case 1 -> position = random.nextInt(40 * CHUNK_BYTES);
          case 2 -> position = Math.max(0, position - random.nextInt(CHUNK_BYTES));
          default -> {
            // It goes on where the last one ended.
          }
        }
        channel.write(ByteBuffer.wrap(bytes), position);
        if (random.nextInt(10) == 0) {
          sums.changed(position, bytes.length);
          position -= random.nextInt(2) * Math.min(position, 1000);
        } else {
          sums.written(position, ByteBuffer.wrap(bytes));
          position += bytes.length;
        }
      }
    }
    assertThat(SparseChecksum.of(file, sums)).isEqualTo(SparseChecksum.of(file));
  }

  @Test
  void knowsChunksThatWereWrittenWhole() {
    ChunkSums sums = new ChunkSums();
    byte[] bytes = new byte[3 * CHUNK_BYTES];
    new Random(0).nextBytes(bytes);
    CRC32C crc = new CRC32C();
    crc.update(bytes, CHUNK_BYTES, CHUNK_BYTES);

    // In two pieces, and the first chunk not from its beginning.
    sums.written(1, ByteBuffer.wrap(bytes, 1, CHUNK_BYTES + 1000));
    sums.written(CHUNK_BYTES + 1001, ByteBuffer.wrap(bytes, CHUNK_BYTES + 1001, CHUNK_BYTES));
    assertThat(sums.has(0)).isFalse();
    assertThat(sums.has(1)).isTrue();
    assertThat(sums.sum(1)).isEqualTo((int) crc.getValue());
    assertThat(sums.has(2)).isFalse();
    assertThat(sums.has(3)).isFalse();

    sums.written(2 * CHUNK_BYTES - 1, ByteBuffer.allocate(1));
    assertThat(sums.has(1)).isFalse();
  }

  @Test
  void forgetsChunksThatAreChangedOtherwise() {
    ChunkSums sums = new ChunkSums();
    byte[] bytes = new byte[3 * CHUNK_BYTES];
    new Random(0).nextBytes(bytes);
    sums.written(0, ByteBuffer.wrap(bytes));
    sums.changed(CHUNK_BYTES - 1, 2);
    assertThat(sums.has(0)).isFalse();
    assertThat(sums.has(1)).isFalse();
    assertThat(sums.has(2)).isTrue();
  }

  @Test
  void doesNotGoOnInAChunkThatWasChangedMeanwhile() {
    byte[] bytes = new byte[CHUNK_BYTES];
    new Random(0).nextBytes(bytes);
    int half = CHUNK_BYTES / 2;

    ChunkSums written = new ChunkSums();
    written.written(0, ByteBuffer.wrap(bytes, 0, half));
    written.written(1000, ByteBuffer.allocate(1));
    written.written(half, ByteBuffer.wrap(bytes, half, half));
    assertThat(written.has(0)).isFalse();

    ChunkSums changed = new ChunkSums();
    changed.written(0, ByteBuffer.wrap(bytes, 0, half));
    changed.changed(1000, 1);
    changed.written(half, ByteBuffer.wrap(bytes, half, half));
    assertThat(changed.has(0)).isFalse();
  }

  /** With one number for each chunk before it, this would take a gigabyte. */
  @Test
  void knowsAChunkAtTheEndOfTheLargestFile() {
    long last = (16L << 40) / CHUNK_BYTES - 1;
    byte[] bytes = new byte[CHUNK_BYTES];
    Arrays.fill(bytes, (byte) 'x');
    ChunkSums sums = new ChunkSums();
    sums.written(last * CHUNK_BYTES, ByteBuffer.wrap(bytes));

    CRC32C crc = new CRC32C();
    crc.update(bytes);
    assertThat(sums.has(last)).isTrue();
    assertThat(sums.sum(last)).isEqualTo((int) crc.getValue());
    for (long other : new long[] {0, last / 2, last - 1, last + 1}) {
      assertThat(sums.has(other)).isFalse();
    }
  }

  @Test
  void neverKnowsZeros() {
    ChunkSums sums = new ChunkSums();
    sums.written(0, ByteBuffer.allocate(CHUNK_BYTES));
    assertThat(sums.has(0)).isFalse();
  }

  private static void flip(Path file, long offset) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(offset);
      int old = access.read();
      access.seek(offset);
      access.write(old ^ 1);
    }
  }
}
