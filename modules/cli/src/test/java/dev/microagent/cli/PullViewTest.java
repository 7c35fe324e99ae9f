package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.cli.PullState.Layer;
import dev.microagent.cli.PullState.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullViewTest {

  private static final int MIB = 1 << 20;

  private static final PullState MIDDLE =
      new PullState(
          Phase.LAYERS,
          List.of(
              new Layer("aaaaaaaaaaaa", 10 * MIB, 10 * MIB, 30 * MIB, false, true),
              new Layer("bbbbbbbbbbbb", 20 * MIB, 5 * MIB, 8 * MIB, false, false),
              new Layer("cccccccccccc", 30 * MIB, 15 * MIB, 0, false, false),
              new Layer("dddddddddddd", 40 * MIB, 0, 0, false, false)),
          7.0 * MIB);

  @Test
  void layersUnderWayAreShownWithTheWholeBelow() {
    assertThat(new PullView("image", 80, false).lines(MIDDLE))
        .containsExactly(
            "bbbbbbbbbbbb  ━━━━━────────────────    5.0 MiB of  20.0 MiB    8.0 MiB unpacked",
            "cccccccccccc  ━━━━━━━━━━───────────   15.0 MiB of  30.0 MiB        0 B unpacked",
            "1 of 4 layers  30.0 MiB of 100.0 MiB  7.0 MiB/s  10s left");
  }

  @Test
  void aNarrowTerminalGetsWhatMattersMost() {
    assertThat(new PullView("image", 60, false).lines(MIDDLE).getFirst())
        .isEqualTo("bbbbbbbbbbbb  ━━━━━────────────────    5.0 MiB of  20.0 MiB");
    assertThat(new PullView("image", 40, false).lines(MIDDLE))
        .containsExactly(
            "bbbbbbbbbbbb    5.0 MiB of  20.0 MiB",
            "cccccccccccc   15.0 MiB of  30.0 MiB",
            "1 of 4 layers  30.0 MiB of 100.0 MiB  7");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 30, 40, 50, 60, 80, 120, 500})
  void noLineReachesTheLastColumn(int width) {
    PullView view = new PullView("registry.example.org/some/image:tag", width, false);
    for (Phase phase : Phase.values()) {
      PullState state = new PullState(phase, MIDDLE.layers(), MIDDLE.bytesPerSecond());
      assertThat(view.lines(state)).isNotEmpty().allMatch(line -> line.length() < width);
    }
  }

  @Test
  void coloursChangeNothingButTheColour() {
    List<String> plain = new PullView("image", 80, false).lines(MIDDLE);
    List<String> coloured = new PullView("image", 80, true).lines(MIDDLE);
    assertThat(plain).allMatch(line -> !line.contains("\033"));
    assertThat(coloured).anyMatch(line -> line.contains("\033[32m"));
    assertThat(coloured.stream().map(line -> line.replaceAll("\033\\[[0-9]*m", "")))
        .containsExactlyElementsOf(plain);
  }

  @Test
  void manyLayersDoNotFillTheTerminal() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      layers.add(new Layer("layer" + i, 100, 50, 0, false, false));
    }
    List<String> lines =
        new PullView("image", 80, false).lines(new PullState(Phase.LAYERS, layers, 0));
    assertThat(lines).hasSize(PullView.MAX_LAYERS + 1);
    assertThat(lines.getLast()).isEqualTo("0 of 100 layers  4.9 KiB of 9.8 KiB");
  }

  @Test
  void sizesThatDoNotAddUpDoNoHarm() {
    PullState odd =
        new PullState(
            Phase.LAYERS,
            List.of(
                new Layer("a", 0, 5, 0, false, false), new Layer("b", 10, 500, 1, false, false)),
            0);
    assertThat(new PullView("image", 80, false).lines(odd)).hasSize(3);
    assertThat(new PullView("image", 80, false).lines(new PullState(Phase.LAYERS, List.of(), 0)))
        .containsExactly("0 of 0 layers  all fetched, 0 B unpacked");
  }

  @Test
  void theOtherPhasesAreOneLine() {
    PullView view = new PullView("evil\033image", 80, false);
    assertThat(view.lines(new PullState(Phase.RESOLVING, List.of(), 0)))
        .containsExactly("resolving evil\\x1bimage");
    assertThat(view.lines(new PullState(Phase.WAITING, List.of(), 0)))
        .containsExactly("waiting for another pull of evil\\x1bimage");
    assertThat(view.lines(new PullState(Phase.WRITING, MIDDLE.layers(), 0)))
        .containsExactly("writing file system  38.0 MiB of layers unpacked");
  }
}
