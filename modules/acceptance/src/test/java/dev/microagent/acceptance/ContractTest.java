package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds every row of the contract against the runtime image. */
class ContractTest {

  static final List<Row> ROWS =
      Stream.of(
              Contract.ROWS,
              SourceContract.ROWS,
              LayerContract.ROWS,
              ManagementContract.ROWS,
              InspectionContract.ROWS,
              LoginContract.ROWS,
              Mke2fsContract.ROWS,
              GuestInitContract.ROWS,
              WorkspaceContract.ROWS,
              WorkspaceUsageContract.ROWS)
          .flatMap(List::stream)
          .toList();

  @TempDir static Path shared;
  @TempDir Path home;

  private static DockerRegistry registry;
  private static DockerRegistry locked;
  private static DockerRegistry secure;
  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    SampleImages images = new SampleImages(shared);
    registry = DockerRegistry.start(shared);
    for (String name : List.of("one", "two")) {
      Path layout = images.make(name);
      registry.push(layout, "app:" + name);
      VALUES.put(name, layout.toString());
      VALUES.put("digest:" + name, SampleImages.digest(layout));
    }
    locked =
        DockerRegistry.startForUser(
            Files.createDirectory(shared.resolve("locked")), "user", LoginContract.SECRET);
    VALUES.put("tar", copied("oci-archive", "v"));
    VALUES.put("saved", copied("docker-archive", "app:v"));
    Path own = Files.createDirectory(shared.resolve("secure"));
    secure = DockerRegistry.startSecure(own);
    secure.push(Path.of(VALUES.get("one")), "app:one");
    VALUES.put("secure", secure.host());
    VALUES.put("ca", own.resolve("ca.pem").toString());
    VALUES.put("registry", registry.host());
    VALUES.put("locked", locked.host());
    VALUES.put("architecture", architecture());
    VALUES.put("help", new Microagent(shared).run("images", "pull", "--help").out());
  }

  /** A file with the image "one". */
  private static String copied(String kind, String tag) throws Exception {
    Path file = shared.resolve(kind + ".tar");
    Tools.run(
        Tools.find("skopeo"),
        "copy",
        "--insecure-policy",
        "oci:" + VALUES.get("one") + ":v",
        kind + ":" + file + ":" + tag);
    return file.toString();
  }

  @AfterAll
  static void stop() {
    Stream.of(registry, locked, secure).filter(Objects::nonNull).forEach(DockerRegistry::close);
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void rowHolds(Row row) throws Exception {
    Microagent microagent = new Microagent(home);
    Map<String, String> values = new LinkedHashMap<>(VALUES);
    values.put("home", home.toString());
    values.put("state", microagent.state().toString());
    Place place = new Place(home, microagent, new SampleImages(home), values);
    row.given().prepare(place);
    row.variables().forEach((name, value) -> microagent.variable(name, place.fill(value)));
    Result result =
        microagent.run(
            row.input(), row.typed(), row.arguments().stream().map(place::fill).toList());
    place.assertTold("standard error", result.err(), row.err());
    place.assertTold("standard output", result.out(), row.out());
    assertThat(result.code()).isEqualTo(row.code());
    row.then().check(place);
  }

  /** The table stays complete: who adds a command or an option adds a row. */
  @Test
  void everyCommandAndOptionHasItsRow() throws Exception {
    Help help = Help.read(new Microagent(home));
    Set<String> missing = new LinkedHashSet<>();
    Set<String> everywhere = help.options().get("");
    help.options()
        .forEach((command, options) -> {
          List<Row> rows =
              ROWS.stream().filter(row -> help.commandOf(row.arguments()).equals(command)).toList();
          if (rows.isEmpty() && !command.isEmpty()) {
            missing.add(command);
          }
          for (String option : options) {
            List<Row> candidates = command.isEmpty() || everywhere.contains(option) ? ROWS : rows;
            if (candidates.stream().noneMatch(row -> row.arguments().contains(option))) {
              missing.add(command + " " + option);
            }
          }
        });
    assertThat(missing).isEmpty();
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "aarch64" -> "arm64";
      default -> System.getProperty("os.arch");
    };
  }
}
