package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.microagent.bindings.ext2fs.Ext2Filesystem;
import dev.microagent.bindings.ext2fs.Ext2Parameters;
import dev.microagent.ext4.Geometry.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {

  private static final FixedBlocks FIXED = new FixedBlocks(65);

  @ParameterizedTest
  @CsvSource({"100, 12", "1500, 5000"})
  void theLibraryComesToTheSameShapeAtEverySize(long end, int inodes, @TempDir Path directory)
      throws IOException {
    Path file = Files.createFile(directory.resolve("image"));
    for (int mib = 8; mib <= 700; mib++) {
      Geometry geometry;
      try {
        geometry = Geometry.solve(new Demand(end, inodes, FIXED), OptionalLong.of(mib));
      } catch (ImageTooSmallException e) {
        assertThat(mib).isLessThan(32);
        continue;
      }
      Ext2Parameters parameters =
          new Ext2Parameters(
              geometry.usableBlocks(),
              0,
              geometry.inodesPerGroup() * geometry.groups(),
              63,
              new UUID(1, 1),
              new UUID(1, 2),
              1);
      try (Ext2Filesystem fs = Ext2Filesystem.create(file, parameters)) {
        assertThat(fs.blocks()).as("%d MiB", mib).isEqualTo(geometry.usableBlocks());
        assertThat(fs.groups()).as("%d MiB", mib).isEqualTo(geometry.groups());
        assertThat(fs.inodeTableBlocks()).as("%d MiB", mib).isEqualTo(geometry.inodeTableBlocks());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 12", "20000, 100000", "32000, 12", "100000, 400000", "1000000, 1000"})
  void theSizeNeededIsEnoughAndOneMibLessIsNot(long end, int inodes) throws IOException {
    Demand demand = new Demand(end, inodes, FIXED);
    long needed = tooSmall(demand, 1).neededMib();

    assertThat(Geometry.solve(demand, OptionalLong.of(needed)).blocks()).isEqualTo(needed * 256);
    tooSmall(demand, needed - 1);
  }

  @Test
  void theSizeNeededIsAboveTheOneThatIsTooSmallForALargerJournal() throws IOException {
    Demand demand = new Demand(30_900, 12, FIXED);
    Geometry.solve(demand, OptionalLong.of(127));

    long needed = tooSmall(demand, 128).neededMib();

    assertThat(needed).isGreaterThan(128);
    Geometry.solve(demand, OptionalLong.of(needed));
  }

  @Test
  void aTreeThatOutgrowsTheDescriptorsIsRefused() throws IOException {
    long gib = (1L << 30) / Ext4Format.BLOCK_SIZE;

    assertThat(Geometry.solve(new Demand(350 * gib, 12, FIXED), OptionalLong.empty()).groups())
        .isLessThanOrEqualTo(63 * 64);
    assertThatThrownBy(() -> Geometry.solve(new Demand(450 * gib, 12, FIXED), OptionalLong.empty()))
        .isExactlyInstanceOf(Ext4Exception.class)
        .hasMessageContaining("no more than 516096 MiB");
  }

  private static ImageTooSmallException tooSmall(Demand demand, long mib) {
    ImageTooSmallException e =
        catchThrowableOfType(
            ImageTooSmallException.class, () -> Geometry.solve(demand, OptionalLong.of(mib)));
    assertThat(e).as("%d MiB", mib).isNotNull();
    return e;
  }
}
