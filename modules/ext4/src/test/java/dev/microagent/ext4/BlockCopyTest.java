package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.linux.SparseFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockCopyTest {

  private static final int BLOCK = Ext4Format.BLOCK_SIZE;
  private static final int BLOCKS = 200;

  @TempDir Path directory;

  @Test
  void blocksWithAnythingInThemAreCopiedToTheirPlacesAndNoOthers() throws IOException {
    Path image = directory.resolve("image");
    byte[] expected = new byte[BLOCKS * BLOCK];
    Arrays.fill(expected, (byte) 'i');
    Files.write(image, expected);

    try (SparseFile source = SparseFile.inMemory("a test");
        FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      source.setLength(expected.length);
      byte[] first = filled(BLOCK);
      byte[] many = filled(100 * BLOCK);
      byte[] zeros = new byte[3 * BLOCK];
      byte[] lastByte = new byte[BLOCK];
      lastByte[BLOCK - 1] = 1;
      write(source, 0, first, expected);
      write(source, 10, many, expected);
      write(source, 150, lastByte, expected);
      write(source, BLOCKS - 1, first, expected);
      // Neither in the middle of what was written nor alone.
      write(source, 40, zeros, null);
      write(source, 170, zeros, null);
      Arrays.fill(expected, 40 * BLOCK, 43 * BLOCK, (byte) 'i');

      BlockWriter writer = new BlockWriter(channel, new ChunkSums(), new BackgroundSync(channel));
      BlockCopy.copy(source, expected.length, writer);
      writer.flush();
    }

    assertThat(image).hasBinaryContent(expected);
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i / BLOCK % 100 + 1);
    }
    return bytes;
  }

  private static void write(SparseFile file, int block, byte[] bytes, byte[] expected)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), (long) block * BLOCK);
    }
    if (expected != null) {
      System.arraycopy(bytes, 0, expected, block * BLOCK, bytes.length);
    }
  }
}
