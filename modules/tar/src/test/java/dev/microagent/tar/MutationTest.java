package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damages archives at random, always the same way, and reads what is left of them. */
class MutationTest {

  private static final int MUTATIONS = 20_000;

  /** Bytes that mean something in some field. */
  private static final byte[] TELLING =
      TarBuilder.latin1("\0\1 \n=,.-%/01279LKSxgXDVMN\u0080\u00ff\u00c0\u00bf");

  @Test
  void onlyTarExceptionsEscape() throws IOException {
    byte[] archive = Samples.everything();
    int refused = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] damaged = damage(archive, new Random(seed));
      try {
        readAll(damaged);
      } catch (TarException e) {
        refused++;
        assertThat(e.headerOffset()).isBetween(0L, (long) damaged.length);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    // Both outcomes are common, or else the damage is too heavy or too light to find anything.
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS * 19 / 20);
  }

  /** Changes a few bytes, mostly in headers, and mends the checksums most of the time. */
  private static byte[] damage(byte[] archive, Random random) {
    byte[] damaged = archive.clone();
    int block = random.nextInt(archive.length / 512) * 512;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = block + random.nextInt(512);
      damaged[at] =
          random.nextBoolean()
              ? TELLING[random.nextInt(TELLING.length)]
              : (byte) (damaged[at] + 1 + random.nextInt(3));
    }
    if (random.nextInt(5) > 0 && isHeader(archive, block)) {
      mendChecksum(damaged, block);
    }
    return switch (random.nextInt(10)) {
      case 0 -> Arrays.copyOf(damaged, random.nextInt(damaged.length));
      case 1 -> cutOut(damaged, block, 512);
      case 2 -> cutOut(damaged, random.nextInt(damaged.length - 600), random.nextInt(600));
      default -> damaged;
    };
  }

  private static boolean isHeader(byte[] archive, int block) {
    HeaderBlock header = new HeaderBlock();
    System.arraycopy(archive, block, header.bytes, 0, 512);
    return !header.isZero() && header.hasValidChecksum();
  }

  private static void mendChecksum(byte[] archive, int block) {
    Arrays.fill(archive, block + 148, block + 156, (byte) ' ');
    int sum = 0;
    for (int i = block; i < block + 512; i++) {
      sum += archive[i] & 0xff;
    }
    byte[] field = TarBuilder.latin1("%06o\0 ".formatted(sum));
    System.arraycopy(field, 0, archive, block + 148, field.length);
  }

  private static byte[] cutOut(byte[] archive, int from, int length) {
    byte[] shorter = Arrays.copyOf(archive, archive.length - length);
    System.arraycopy(archive, from + length, shorter, from, Math.max(0, shorter.length - from));
    return shorter;
  }

  /** Reads without keeping anything; holes may be of any size. */
  private static void readAll(byte[] archive) throws IOException {
    TarReader reader = new TarReader(Archive.chunks(archive, archive.length + 1));
    long[] delivered = {0};
    ContentConsumer counter =
        new ContentConsumer() {
          @Override
          public void data(ByteBuffer bytes) {
            assertThat(bytes.hasRemaining()).isTrue();
            delivered[0] += bytes.remaining();
          }

          @Override
          public void hole(long bytes) {
            assertThat(bytes).isPositive();
            delivered[0] += bytes;
          }
        };
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      delivered[0] = 0;
      reader.readContent(counter);
      assertThat(delivered[0]).isEqualTo(entry.size());
    }
  }
}
