package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.rootfs.LayerOptions;
import dev.microagent.rootfs.PullResult;
import dev.microagent.store.LayerAdmission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How layers are had, as options, variables and the machine say. */
class FetchOptionsTest {

  private static final String VARIABLE = "MICROAGENT_LAYER_CACHE_MIB";
  private static final long DEFAULT_BYTES = 4L << 30;

  @TempDir Path home;

  private CliRunner cli;

  @BeforeEach
  void start() {
    cli = new CliRunner(home);
  }

  /** What the options of a pull come to. */
  private LayerOptions pull(String... options) {
    List<LayerOptions> layers = new ArrayList<>();
    cli.puller((state, request, listener) -> {
      layers.add(request.layers());
      return new PullResult(CliRunner.image("a", state.path()), true, true);
    });
    List<String> line = new ArrayList<>(List.of("images", "pull", "a"));
    line.addAll(List.of(options));
    assertThat(cli.run(line.toArray(String[]::new)).code()).isZero();
    return layers.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "1, WHEN_FETCHED_AGAIN",
    "2, WHEN_FETCHED_AGAIN",
    "3, ALWAYS",
    "4, ALWAYS",
    "64, ALWAYS"
  })
  void whereNoProcessorIsSpareOnlyWhatIsFetchedAgainIsKept(
      int processors, LayerAdmission admission) {
    cli.processors(processors);
    assertThat(pull()).isEqualTo(new LayerOptions(DEFAULT_BYTES, admission, 4));
    cli.variable(VARIABLE, "");
    assertThat(pull()).isEqualTo(new LayerOptions(DEFAULT_BYTES, admission, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void whoGivesASizeHasAllKept(int processors) {
    cli.processors(processors);
    assertThat(pull("--layer-cache-mib", "64"))
        .isEqualTo(new LayerOptions(64 << 20, LayerAdmission.ALWAYS, 4));
    assertThat(pull("--layer-cache-mib", "4096"))
        .isEqualTo(new LayerOptions(DEFAULT_BYTES, LayerAdmission.ALWAYS, 4));
    cli.variable(VARIABLE, "32");
    assertThat(pull()).isEqualTo(new LayerOptions(32 << 20, LayerAdmission.ALWAYS, 4));
    assertThat(pull("--layer-cache-mib", "64"))
        .isEqualTo(new LayerOptions(64 << 20, LayerAdmission.ALWAYS, 4));
  }

  @Test
  void noSizeIsNoCache() {
    cli.processors(2);
    assertThat(pull("--layer-cache-mib", "0").cacheBytes()).isZero();
    cli.variable(VARIABLE, "0");
    assertThat(pull().cacheBytes()).isZero();
  }

  @Test
  void downloadsHaveAnOptionOfTheirOwn() {
    assertThat(pull("--max-concurrent-downloads", "7").concurrentDownloads()).isEqualTo(7);
  }
}
