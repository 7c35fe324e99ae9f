package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.ext4.BlockAllocator.Run;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlockAllocatorTest {

  private static final int FIXED = 65;
  private static final long REUSE = BlockAllocator.REUSE_BLOCKS;

  private final BlockAllocator allocator = new BlockAllocator(new FixedBlocks(FIXED));

  @Test
  void blocksAreAllottedFrontToBackAroundTheFixedOnes() {
    assertThat(allocator.allot(10)).isEqualTo(new Run(FIXED, 10));
    assertThat(allocator.allot(40_000)).isEqualTo(new Run(FIXED + 10, 32_768 - FIXED - 10));
    assertThat(allocator.allot(1)).isEqualTo(new Run(32_768 + FIXED, 1));
    assertThat(allocator.end()).isEqualTo(32_768 + FIXED + 1);
  }

  @Test
  void neighboursThatAreReleasedAreJoined() {
    allocator.allot(100);
    allocator.release(70, 5);
    allocator.release(80, 5);
    allocator.release(75, 5);
    assertThat(allocator.released()).isEqualTo(Map.of(70L, 15L));
  }

  @Test
  void aReleasedRunIsAllottedAgainOnlyWhereItPays() {
    allocator.allot(1000);
    allocator.release(100, REUSE - 1);
    allocator.release(500, REUSE);

    assertThat(allocator.allot(REUSE - 1).start()).isEqualTo(FIXED + 1000);
    assertThat(allocator.allot(REUSE)).isEqualTo(new Run(500, REUSE));
    assertThat(allocator.released()).isEqualTo(Map.of(100L, REUSE - 1));
  }

  @Test
  void whatIsGivenBackAtTheEndWasNeverAllotted() {
    Run run = allocator.allot(100);
    allocator.giveBack(run.start() + 40, 60);

    assertThat(allocator.end()).isEqualTo(run.start() + 40);
    assertThat(allocator.released()).isEmpty();
  }

  @Test
  void whatIsGivenBackOfAReleasedRunStaysReleasedAtTheEndToo() {
    Run run = allocator.allot(REUSE);
    allocator.release(run.start(), REUSE);
    assertThat(allocator.allot(REUSE)).isEqualTo(run);

    allocator.giveBack(run.start() + 10, REUSE - 10);

    assertThat(allocator.end()).isEqualTo(run.start() + REUSE);
    assertThat(allocator.released()).isEqualTo(Map.of(run.start() + 10, REUSE - 10));
  }

  @Test
  void whatIsGivenBackBeforeFixedBlocksIsAllottedUpToThemAgain() {
    Run run = allocator.allot(40_000);
    assertThat(run.start() + run.blocks()).isEqualTo(32_768);
    allocator.giveBack(32_760, 8);

    assertThat(allocator.allot(10)).isEqualTo(new Run(32_760, 8));
    assertThat(allocator.allot(10)).isEqualTo(new Run(32_768 + FIXED, 10));
  }

  @Test
  void aReleasedRunBetweenChangesNothingOfWhatIsNext() {
    allocator.allot(1000);
    allocator.release(100, REUSE);
    assertThat(allocator.allot(REUSE)).isEqualTo(new Run(100, REUSE));

    assertThat(allocator.allot(40_000)).isEqualTo(new Run(FIXED + 1000, 32_768 - FIXED - 1000));
  }
}
