package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExtentTreeTest {

  private static final int LONGEST = Extent.MAX_BLOCKS;
  private static final long LEAF = 999;

  private final List<ByteBuffer> written = new ArrayList<>();

  private ExtentTree build(List<Extent> runs) throws IOException {
    return ExtentTree.build(
        runs,
        12,
        new MetadataChecksum(new UUID(1, 2)),
        block -> {
          written.add(block);
          return LEAF;
        });
  }

  /** So many runs of a block each, none next to another. */
  private static List<Extent> runs(int count) {
    List<Extent> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(new Extent(2L * i, 100 + 2L * i, 1));
    }
    return runs;
  }

  @Test
  void anInodeHasRoomForFour() throws IOException {
    assertThat(ExtentTree.fitsInode(runs(4))).isTrue();
    ExtentTree tree = build(runs(4));
    assertThat(tree.blocks()).isZero();
    assertThat(tree.root().getShort(2)).isEqualTo((short) 4);
    assertThat(tree.root().getShort(6)).isZero();
  }

  @Test
  void aFifthMakesABlockOfThem() throws IOException {
    assertThat(ExtentTree.fitsInode(runs(5))).isFalse();
    ExtentTree tree = build(runs(5));
    assertThat(tree.blocks()).isEqualTo(1);
    assertThat(tree.root().getShort(2)).isEqualTo((short) 1);
    assertThat(tree.root().getShort(6)).isEqualTo((short) 1);
    assertThat(tree.root().getInt(16)).isEqualTo((int) LEAF);
    assertThat(written)
        .singleElement()
        .satisfies(leaf -> {
          assertThat(leaf.getShort(2)).isEqualTo((short) 5);
          assertThat(leaf.getInt(12 + 4 * 12)).isEqualTo(8);
        });
  }

  @Test
  void theLongestExtentIsWrittenAsItIs() throws IOException {
    ByteBuffer root = build(List.of(new Extent(90_000, 7, LONGEST))).root();
    assertThat(root.getShort(2)).isEqualTo((short) 1);
    assertThat(root.getInt(12)).isEqualTo(90_000);
    assertThat(Short.toUnsignedInt(root.getShort(12 + 4))).isEqualTo(LONGEST);
    assertThat(root.getInt(12 + 8)).isEqualTo(7);
  }

  @Test
  void aFileWithoutBlocksHasNone() throws IOException {
    assertThat(build(List.of()).root().getShort(2)).isZero();
  }

  @Test
  void anExtentHasABlockAndNoMoreThanAnEntryCanSay() {
    for (long blocks : new long[] {0, LONGEST + 1}) {
      assertThatThrownBy(() -> new Extent(0, 9, blocks))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
