package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExtentListTest {

  private static final long LONGEST = Extent.MAX_BLOCKS;

  private final ExtentList list = new ExtentList();

  @Test
  void aRunBehindTheLastIsJoinedToIt() {
    list.add(0, 100, 3);
    list.add(3, 103, 2);

    assertThat(list.toList()).containsExactly(new Extent(0, 100, 5));
  }

  @Test
  void anotherPlaceOrAHoleBeginsAnExtent() {
    list.add(0, 100, 3);
    list.add(3, 200, 2);
    list.add(7, 202, 1);

    assertThat(list.toList())
        .containsExactly(new Extent(0, 100, 3), new Extent(3, 200, 2), new Extent(7, 202, 1));
  }

  @Test
  void aLongRunIsCut() {
    list.add(0, 5000, 2 * LONGEST + 1);

    assertThat(list.toList())
        .containsExactly(
            new Extent(0, 5000, LONGEST),
            new Extent(LONGEST, 5000 + LONGEST, LONGEST),
            new Extent(2 * LONGEST, 5000 + 2 * LONGEST, 1));
  }

  @Test
  void anExtentIsFilledBeforeTheNextBegins() {
    list.add(0, 5000, LONGEST - 1);
    list.add(LONGEST - 1, 5000 + LONGEST - 1, 2);

    assertThat(list.toList())
        .containsExactly(new Extent(0, 5000, LONGEST), new Extent(LONGEST, 5000 + LONGEST, 1));
  }

  @Test
  void blocksAreTakenFromTheEnd() {
    list.add(0, 100, 3);
    list.add(3, 200, 2 * LONGEST);

    list.shorten(1);
    assertThat(list.toList().getLast().blocks()).isEqualTo(LONGEST - 1);
    list.shorten(LONGEST);
    assertThat(list.toList())
        .containsExactly(new Extent(0, 100, 3), new Extent(3, 200, LONGEST - 1));
    list.shorten(LONGEST - 1);
    assertThat(list.toList()).containsExactly(new Extent(0, 100, 3));
    list.shorten(3);
    assertThat(list.toList()).isEmpty();
    assertThatThrownBy(() -> list.shorten(1)).isInstanceOf(IllegalStateException.class);
  }
}
