package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.FaultyRegistry.Answer;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.LayerAdmission;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever a registry does while it sends a layer, a pull ends right or leaves nothing. */
class PullFaultsTest {

  /**
   * A fault.
   *
   * @param error in the message that the pull fails with; empty where it must succeed
   * @param answers as for {@link FaultyRegistry#answers}
   */
  record Row(String name, String error, List<Answer> answers) {

    static Row succeeds(String name, Answer... answers) {
      return new Row(name, "", List.of(answers));
    }

    static Row fails(String name, String error, Answer... answers) {
      return new Row(name, error, List.of(answers));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int quarters = 0; quarters < 4; quarters++) {
      Answer cut = FaultyRegistry.cut(quarters);
      String name = "cut after " + quarters + " quarters, then ";
      rows.add(Row.succeeds(name + "the rest", cut, FaultyRegistry.PART));
      rows.add(Row.succeeds(name + "all", cut, FaultyRegistry.WHOLE));
    }
    Answer half = FaultyRegistry.cut(2);
    rows.addAll(
        List.of(
            Row.fails("always cut", "connection", half),
            Row.succeeds("busy for a second", FaultyRegistry.busy(1), FaultyRegistry.WHOLE),
            Row.fails("busy for an hour", "429", FaultyRegistry.busy(3600)),
            Row.succeeds(
                "the token expires midway", half, FaultyRegistry.EXPIRED, FaultyRegistry.PART),
            Row.fails("refused midway", "401", half, FaultyRegistry.REFUSED),
            Row.fails("wrong digest", "sha256:", FaultyRegistry.CHANGED),
            Row.fails("wrong digest midway", "sha256:", half, FaultyRegistry.CHANGED),
            Row.fails("too short", "bytes", FaultyRegistry.SHORT),
            Row.fails("too long", "bytes", FaultyRegistry.LONG),
            Row.succeeds("another host has it", FaultyRegistry.REDIRECT),
            Row.succeeds("slow", FaultyRegistry.SLOW)));
    return List.copyOf(rows);
  }

  @TempDir static Path shared;

  private static Path layout;
  private static Path layer;
  private static Path expected;

  @TempDir Path state;

  private FaultyRegistry registry;

  @BeforeAll
  static void makeImage() throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    layout = shared.resolve("layout");
    TestLayout image =
        new TestLayout(layout)
            .layer(new TestLayout.Tar().file("motd", 0644, "hello\n".getBytes(UTF_8)))
            .layer(new TestLayout.Tar().file("noise", 0644, noise));
    expected = pull(shared.resolve("state"), image.reference());
    layer = image.lastBlob();
  }

  @BeforeEach
  void start() throws IOException {
    registry = new FaultyRegistry(layout, layer);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void endsRightOrLeavesNothing(Row row) throws IOException {
    registry.answers(row.answers());
    if (row.error().isEmpty()) {
      assertThat(pull(state, registry.reference())).hasSameBinaryContentAs(expected);
    } else {
      IOException e =
          catchThrowableOfType(IOException.class, () -> pull(state, registry.reference()));
      assertThat(e).hasMessageContaining(row.error()).message().hasLineCount(1);
      assertThat(StateDirectory.open(state).index().list()).isEmpty();
    }
    assertNothingElseIsLeft();
    registry.answers(List.of(FaultyRegistry.WHOLE));
    assertThat(pull(state, registry.reference())).hasSameBinaryContentAs(expected);
    assertNothingElseIsLeft();
  }

  private static Path pull(Path state, ImageReference image) throws IOException {
    PullRequest request =
        new PullRequest(
            image,
            Platform.parse("amd64"),
            OptionalLong.of(16),
            SourceOptions.DEFAULTS,
            new LayerOptions(0, LayerAdmission.ALWAYS, 4));
    return new BaselinePuller(StateDirectory.open(state))
        .pull(request, PullListener.NONE)
        .record()
        .outputPath();
  }

  /** There are the records' files, the index, and locks that nobody holds. */
  private void assertNothingElseIsLeft() throws IOException {
    List<Path> files = new ArrayList<>();
    for (ImageRecord image : StateDirectory.open(state).index().list()) {
      Path baseline = image.outputPath();
      files.add(baseline);
      files.add(baseline.resolveSibling(baseline.getFileName().toString().replace("ext4", "json")));
      files.add(state.resolve("images/index.json"));
    }
    Path locks = state.resolve("images/locks");
    try (Stream<Path> found = Files.walk(state)) {
      assertThat(found.filter(Files::isRegularFile).filter(file -> !file.startsWith(locks)))
          .containsExactlyInAnyOrderElementsOf(files);
    }
    assertThat(openFiles()).noneMatch(file -> file.startsWith(state));
  }

  /** What this process has open, and so what it may have locked. */
  private static List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          open.add(Files.readSymbolicLink(descriptor));
        } catch (NoSuchFileException e) {
          // Closed meanwhile, such as the one that lists them.
        }
      }
    }
    return open;
  }
}
